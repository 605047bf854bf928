# SPDX-License-Identifier: Apache-2.0
"""The networks, and portraits studied by them."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from typing import Any, Mapping

import numpy as np
import numpy.typing as npt

from . import _core
from ._pictures import PictureLike, Progress, read
from ._policy import PolicyLike, policy_of
from ._report import Report, report_of

_HEATMAP = 1600  # px, longest side


class Engine:
    """The face networks, verified and loaded once; some 40 MB. The functions of the package share one."""

    def __init__(self, models: str | os.PathLike[str] | None = None, *, threads: int = 0) -> None:
        """Loads them.

        models: a folder; None: $COUNTENANCE_MODELS, the user's cache, the install prefix, as the command line does.
        threads: to use in each call; 0: one a core. No result depends on it.

        ModelsMissing says what to run.
        """
        self._threads = threads
        self._core = _core.Engine(os.fspath(models) if models is not None else "", self._call(None))

    def _call(self, progress: Progress) -> _core.Call:
        return _core.Call(self._threads, progress)

    def study(
        self,
        picture: PictureLike,
        *,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Portrait:
        """All that is seen in a picture: faces, skin, light, marks; what retouch goes by. See `countenance.study`."""
        return self._open(_core.Portrait.study, picture, linear, profile, progress)

    def original(
        self,
        picture: PictureLike,
        *,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Portrait:
        """A picture only to be measured against: in half the time, without skin, light and marks."""
        return self._open(_core.Portrait.original, picture, linear, profile, progress)

    def _open(
        self, how: Any, picture: PictureLike, linear: bool, profile: bytes | None, progress: Progress
    ) -> Portrait:
        call = self._call(progress)
        given = read(self._core, picture, call, linear=linear, profile=profile)
        return Portrait(self, how(self._core, given, call), tuple(given.notes))

    def measure(
        self,
        original: PictureLike,
        edited: PictureLike,
        policy: PolicyLike = "natural",
        *,
        heatmap: bool = False,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Report:
        """How far an edited picture moved the person. See `countenance.measure`."""
        limits = policy_of(policy)  # before any work
        portrait = self.original(original, linear=linear, profile=profile, progress=progress)
        return portrait.measure(
            edited, limits, heatmap=heatmap, linear=linear, profile=profile, progress=progress
        )


@dataclass(frozen=True)
class FaceMark:
    """A mole, a freckle, a scar, a spot: something round that stands out of the skin."""

    index: int  #: from 1, as the command line counts
    kind: str  #: "transient" heals; "permanent" stays; "keep": its colour does not say, so it stays
    where: str  #: "left cheek"; left and right are the subject's
    x: float  #: px
    y: float  #: px
    diameter: float  #: % of the distance between the eyes
    contrast: float  #: stops


@dataclass(frozen=True)
class Face:
    """A face as it was found."""

    index: int  #: from 0
    box: tuple[int, int, int, int]  #: x, y, width, height, px
    iod_px: float  #: between the eyes
    yaw: float  #: degrees
    pitch: float  #: degrees
    roll: float  #: degrees
    usable: bool
    reason: str  #: why it is left alone
    ita: float | None  #: skin tone as photographed, degrees; None: not usable
    coverage: float | None  #: share of the face found to be skin; None: not studied
    light_range: float | None  #: of the light on the skin, stops; None: not studied
    light_doubt: str  #: why the light cannot be trusted
    marks: tuple[FaceMark, ...]  #: surest first


def _face(f: Mapping[str, Any]) -> Face:
    skin, light = f.get("skin", {}), f.get("light", {})
    x, y, width, height = f["box"]
    return Face(
        index=f["index"],
        box=(x, y, width, height),
        iod_px=f["iod_px"],
        yaw=f["yaw"],
        pitch=f["pitch"],
        roll=f["roll"],
        usable=f["usable"],
        reason=f.get("reason", ""),
        ita=skin.get("ita"),
        coverage=skin.get("coverage"),
        light_range=light.get("range_stops"),
        light_doubt=light.get("doubt", ""),
        marks=tuple(FaceMark(**mark) for mark in f.get("marks", ())),
    )


class Portrait:
    """A picture, and what analysis knows of it, in memory only. Made by `study` or `original`; safe to use from several
    threads. It holds the pixels for as long as it lives."""

    def __init__(self, engine: Engine, core: _core.Portrait, notes: tuple[str, ...]) -> None:
        self._engine = engine
        self._core = core
        self.notes = notes  #: what reading the file had to say: "no colour profile: sRGB assumed"

    @property
    def faces(self) -> tuple[Face, ...]:
        """From the surest on."""
        return tuple(_face(f) for f in self.to_dict()["faces"])

    def to_dict(self) -> dict[str, Any]:
        """Schema countenance.study/1, as the command line's ``study --json``."""
        seen: dict[str, Any] = json.loads(self._core.to_json())
        return seen

    def overlay(self, longest: int = 1600) -> npt.NDArray[np.uint8]:
        """The picture, H × W × 3, sRGB, at most `longest` px a side, with what was found drawn over it: skin green,
        features left out blue, beard violet; a ring a mark: yellow what heals, cyan what stays, magenta where colour
        does not say. Of `study` only."""
        return self._core.overlay(longest, self._engine._call(None))

    def measure(
        self,
        edited: PictureLike,
        policy: PolicyLike = "natural",
        *,
        heatmap: bool = False,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Report:
        """How far `edited` moved the person from this picture. See `countenance.measure`."""
        limits = policy_of(policy)
        call = self._engine._call(progress)
        given = read(self._engine._core, edited, call, linear=linear, profile=profile)
        text, shown = self._core.measure(given, limits._held, _HEATMAP if heatmap else 0, call)
        return report_of(json.loads(text), text, shown)

    def __repr__(self) -> str:
        seen = self.to_dict()
        return f"<Portrait {seen['width']} x {seen['height']}, {len(seen['faces'])} faces>"


_opening = threading.Lock()
_shared: Engine | None = None


def _engine() -> Engine:
    """Opened by the first call that needs it."""
    global _shared
    with _opening:
        if _shared is None:
            _shared = Engine()
        return _shared


def study(
    picture: PictureLike, *, linear: bool = False, profile: bytes | None = None, progress: Progress = None
) -> Portrait:
    """All that is seen in a picture: faces, skin, light, marks; what retouch goes by.

    linear, profile: of an array alone: whether its values are linear light, and the ICC profile they are in; without
    them it is sRGB as coded. A PIL image or a file says so itself; it is turned upright by its EXIF orientation.

    NotMeasurable: no usable face. InputError: no picture.
    """
    return _engine().study(picture, linear=linear, profile=profile, progress=progress)


def original(
    picture: PictureLike, *, linear: bool = False, profile: bytes | None = None, progress: Progress = None
) -> Portrait:
    """A picture only to be measured against: in half the time of `study`, without skin, light and marks. What to use
    where many edits of one picture are measured."""
    return _engine().original(picture, linear=linear, profile=profile, progress=progress)


def measure(
    original: PictureLike,
    edited: PictureLike,
    policy: PolicyLike = "natural",
    *,
    heatmap: bool = False,
    linear: bool = False,
    profile: bytes | None = None,
    progress: Progress = None,
) -> Report:
    """How far an edited picture moved the person, against the limits of a policy.

    The edited picture may be of another size, crop or depth. heatmap: keep a picture of where drift is in the report;
    it shows the face. linear, profile: of arrays, as of `study`.

    A report outside its limits is no error. NotMeasurable: no usable face in the original, or different pictures.
    """
    return _engine().measure(
        original, edited, policy, heatmap=heatmap, linear=linear, profile=profile, progress=progress
    )
