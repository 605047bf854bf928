# SPDX-License-Identifier: Apache-2.0
"""Pictures that were made, and what was done to them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Literal, Mapping, get_args

import numpy as np
import numpy.typing as npt

from ._pictures import Given, Progress, path_of
from ._report import Report, report_of
from .errors import InputError

if TYPE_CHECKING:
    import PIL.Image


#: Who or what made the edits, as the record of a file says.
EditedBy = Literal["human", "automatic", "ai", "unknown"]
#: Path, quality (0: the source's own), who edited, progress → the report as JSON, and notes.
Saver = Callable[[bytes, int, str, Progress], "tuple[str, tuple[str, ...]]"]


@dataclass(frozen=True)
class Saved:
    """A file that was written."""

    path: str
    report: Report  #: of the file, read back and measured again
    notes: tuple[str, ...]  #: what its format could not carry, and what else was done
    json: str = field(repr=False, compare=False)  #: as `Made.json`, of the file


@dataclass(frozen=True)
class Grant:
    """What was granted of one wish, on one face."""

    face: int  #: from 0
    dial: str  #: "under-eye", or "heal-mark"
    wished: float  #: in the dial's unit
    granted: float  #: the same unit
    note: str  #: "held back by texture.pores on face 1, left cheek", or what the operator says
    found: str  #: what the operator found, in words
    offered: tuple[int, ...]  #: marks that were found and left, from 0: their colour does not say what they are
    area: float  #: share of the face that is changed by 1/64 stop or more
    largest: float  #: the largest change, stops


@dataclass(frozen=True)
class Repair:
    """A change of the other tool's that was taken back, in whole or in part."""

    face: int  #: from 0
    part: str  #: "skin", "right eye", "mouth", "hair"
    what: str  #: "shape", "pores", "folds", "light", "colour", "marks", "all"
    kept: float  #: share of the change that stays, 0 to 1
    area: float  #: share of the face where it acted
    because: str  #: the component that was furthest over its limit there: "texture.pores"


@dataclass(frozen=True, repr=False)
class Made:
    """A picture that was made, held inside the limits as it is handed out (or, of `Guarded`, not to be verified, if that was
    accepted)."""

    #: Pixels of the shape and type that were given; of a PIL image or a file upright, H × W or H × W × C. Writable, and
    #: nobody else's.
    picture: npt.NDArray[Any] = field(compare=False)
    report: Report  #: of `picture`, measured again
    verified: str  #: "host": as handed out; empty: nothing was changed
    nothing: bool  #: nothing was changed
    json: str = field(compare=False)
    notes: tuple[str, ...]  #: what reading the file had to say
    profile: bytes = field(compare=False)  #: ICC profile of `picture`; empty: sRGB
    _save: Saver = field(compare=False)

    def to_dict(self) -> dict[str, Any]:
        """As the command line's report."""
        made: dict[str, Any] = json.loads(self.json)
        return made

    def image(self) -> PIL.Image.Image:
        """`picture` as a PIL image, with its profile. InputError: PIL has no such pixels (16 bits in colour, floats)."""
        from PIL import Image

        pixels = self.picture[..., 0] if self.picture.ndim == 3 and self.picture.shape[2] == 1 else self.picture
        if pixels.dtype != np.uint8 and not (pixels.dtype == np.uint16 and pixels.ndim == 2):
            raise InputError(f"PIL has no images of {pixels.dtype} in {pixels.shape}: save it as a file")
        image = Image.fromarray(pixels)
        if self.profile:
            image.info["icc_profile"] = self.profile
        return image

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        quality: int | None = None,
        edited_by: EditedBy | None = None,
        progress: Progress = None,
    ) -> Saved:
        """Writes a file as the command line does: read back, measured and held to the limits once more, with the metadata
        of the file that was given, and the record of what was done in its XMP. Where nothing was changed and the format
        stays, that file's own coded pixels are copied; of a retouch its bytes, as there is nothing to record.

        path: .jpg, .png, .tif or .webp. quality: of JPEG or WebP, 1 to 100; None: the source's own, or 95. edited_by: for
        the record; None: of a retouch "human" where a dial was given, "automatic" for a preset alone; of what was
        guarded what `guard` was told.

        InputError: it is one of the inputs, or its format cannot hold these pixels. Refused: writing alone takes it past
        the limits; a better format may do. NotMeasurable: of what was guarded, as `guard` says. CannotWrite.
        """
        if quality is not None and not 1 <= quality <= 100:
            raise InputError(f"quality={quality}: 1 to 100 is wanted")
        if edited_by is not None and edited_by not in get_args(EditedBy):
            raise InputError(f"edited_by={edited_by!r}: one of {', '.join(get_args(EditedBy))} is wanted")
        text, notes = self._save(path_of(path), quality or 0, edited_by or "", progress)
        done = json.loads(text)
        return Saved(os.fspath(path), _report(done["report"] if "report" in done else done["after"]), notes, text)

    def _repr_html_(self) -> str:
        return self.report.html()

    def __repr__(self) -> str:
        size = " x ".join(str(n) for n in reversed(self.picture.shape[:2]))
        return f"<{type(self).__name__} {size} {self.picture.dtype}, {self.report}>"


@dataclass(frozen=True, repr=False)
class Result(Made):
    """A retouched portrait. `json` is of the schema countenance.verdict/1."""

    grants: tuple[Grant, ...]
    binds: str  #: "held back by texture.pores on face 2, left cheek"; empty: everything was granted


@dataclass(frozen=True, repr=False)
class Guarded(Made):
    """What another tool made, brought back inside the limits; where `guard` was told accept_unverifiable, perhaps with a report
    that is not within. `json` is of the schema countenance.guard/1."""

    before: Report  #: of the edited picture as it came
    repairs: tuple[Repair, ...]  #: empty: nothing had to be taken back
    unverifiable: tuple[str, ...]  #: "face 1: texture.pores": what the original is too small to tell; never a pass
    fallen_back: tuple[float, ...]  #: a face each: share of its area where nothing is left of the other tool's change
    edited_by: EditedBy  #: as it was said


def _report(report: Mapping[str, Any]) -> Report:
    return report_of(report, json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def result_of(text: str, picture: npt.NDArray[Any], given: Given, save: Saver) -> Result:
    verdict = json.loads(text)
    for grant in verdict["grants"]:
        grant["offered"] = tuple(grant["offered"])
    return Result(
        picture=given.handed_out(picture),
        report=_report(verdict["report"]),
        verified=verdict["verified"],
        nothing=verdict["nothing"],
        json=text,
        notes=given.notes,
        profile=given.profile,
        _save=save,
        grants=tuple(Grant(**grant) for grant in verdict["grants"]),
        binds=verdict["binds"],
    )


def guarded_of(text: str, picture: npt.NDArray[Any], given: Given, save: Saver, edited_by: EditedBy) -> Guarded:
    done = json.loads(text)
    return Guarded(
        picture=given.handed_out(picture),
        report=_report(done["after"]),
        verified=done["verified"],
        nothing=done["nothing"],
        json=text,
        notes=given.notes,
        profile=given.profile,
        _save=save,
        before=_report(done["before"]),
        repairs=tuple(Repair(**repair) for repair in done["repairs"]),
        unverifiable=tuple(done["unverifiable"]),
        fallen_back=tuple(done["fallen_back"]),
        edited_by=edited_by,
    )
