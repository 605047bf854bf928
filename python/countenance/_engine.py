# SPDX-License-Identifier: Apache-2.0
"""The networks, and portraits studied by them."""

from __future__ import annotations

import json
import os
from typing import Any, Callable, get_args

import numpy as np
import numpy.typing as npt

from . import _core
from ._faces import Face, face_of
from ._pictures import Given, PictureLike, Progress, read
from ._policy import PolicyLike, policy_of
from ._report import Report, report_of
from ._results import EditedBy, Guarded, Result, Saver, guarded_of, result_of
from .errors import InputError

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
        self._core = _core.Engine(os.fsencode(models) if models is not None else b"", self._call(None))

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
        self,
        how: Callable[[_core.Engine, _core.Picture, _core.Call], _core.Portrait],
        picture: PictureLike,
        linear: bool,
        profile: bytes | None,
        progress: Progress,
    ) -> Portrait:
        call = self._call(progress)
        given = read(self._core, picture, call, "the original", linear=linear, profile=profile)
        return Portrait(self, how(self._core, given.core, call), given)

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
        return portrait.measure(edited, limits, heatmap=heatmap, linear=linear, profile=profile, progress=progress)

    def retouch(
        self,
        picture: PictureLike,
        preset: PolicyLike = "natural",
        policy: PolicyLike | None = None,
        *,
        original: PictureLike | None = None,
        as_original: bool = False,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
        **dials: float,
    ) -> Result:
        """Evens the skin and relights the face, as far as the limits allow. See `countenance.retouch`."""
        wished = policy_of(preset)
        limits = policy_of(policy).under(wished) if policy is not None else wished
        first = None
        if original is not None:
            first = self.original(original, linear=linear, profile=profile, progress=progress)
        portrait = self.study(picture, linear=linear, profile=profile, progress=progress)
        return portrait.retouch(wished, limits, original=first, as_original=as_original, progress=progress, **dials)

    def guard(
        self,
        original: PictureLike,
        edited: PictureLike,
        policy: PolicyLike = "natural",
        edited_by: EditedBy = "ai",
        *,
        as_original: bool = False,
        accept_unverifiable: bool = False,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Guarded:
        """What another tool made, brought back inside the limits. See `countenance.guard`."""
        limits = policy_of(policy)
        portrait = self.original(original, linear=linear, profile=profile, progress=progress)
        return portrait.guard(
            edited,
            limits,
            edited_by,
            as_original=as_original,
            accept_unverifiable=accept_unverifiable,
            linear=linear,
            profile=profile,
            progress=progress,
        )


def _moved(dials: dict[str, float]) -> dict[str, float]:
    """As the core names them."""
    moved: dict[str, float] = {}
    for name, value in dials.items():
        dial = name.replace("_", "-")
        if dial in moved:
            raise InputError(f"{name}: is given twice, with '_' and with '-'")
        try:
            moved[dial] = float(value)
        except (TypeError, ValueError) as error:
            raise InputError(f"{name}={value!r}: a number is wanted") from error
    return moved


class Portrait:
    """A picture, and what analysis knows of it, in memory only. Made by `study` or `original`; safe to use from several
    threads. It holds the pixels for as long as it lives."""

    def __init__(self, engine: Engine, core: _core.Portrait, given: Given) -> None:
        self._engine = engine
        self._core = core
        self._given = given

    @property
    def faces(self) -> tuple[Face, ...]:
        """In the order in which reports count them."""
        return tuple(face_of(f) for f in self.to_dict()["faces"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading the file had to say: "no colour profile: sRGB assumed"."""
        return self._given.notes

    def to_dict(self) -> dict[str, Any]:
        """Schema countenance.study/1, as the command line's ``study --json``."""
        seen: dict[str, Any] = json.loads(self._core.to_json())
        return seen

    def overlay(self, longest: int = 1600) -> npt.NDArray[np.uint8]:
        """The picture, H × W × 3, sRGB, at most `longest` px a side, with what was found drawn over it: skin green,
        features left out blue, beard violet; a ring a mark: yellow what heals, cyan what stays, magenta where colour
        does not say. Of `study` only."""
        if longest < 1:
            raise InputError(f"longest={longest}: 1 px or more is wanted")
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
        given = read(self._engine._core, edited, call, "the edited picture", linear=linear, profile=profile)
        text, shown = self._core.measure(given.core, limits._held, _HEATMAP if heatmap else 0, call)
        return report_of(json.loads(text), text, shown)

    def retouch(
        self,
        preset: PolicyLike = "natural",
        policy: PolicyLike | None = None,
        *,
        original: Portrait | None = None,
        as_original: bool = False,
        progress: Progress = None,
        **dials: float,
    ) -> Result:
        """This picture, retouched. Of `study` only. See `countenance.retouch`."""
        wished = policy_of(preset)
        limits = policy_of(policy).under(wished) if policy is not None else wished
        call = self._engine._call(progress)
        moved = _moved(dials)
        first = original._core if original is not None else None
        proposed = self._core.propose(moved, wished._held, limits._held, first, as_original, call)
        text, picture = proposed.govern(call)
        return result_of(text, picture, self._given, self._saver(proposed, "human" if moved else "automatic"))

    def guard(
        self,
        edited: PictureLike,
        policy: PolicyLike = "natural",
        edited_by: EditedBy = "ai",
        *,
        as_original: bool = False,
        accept_unverifiable: bool = False,
        linear: bool = False,
        profile: bytes | None = None,
        progress: Progress = None,
    ) -> Guarded:
        """What another tool made of this picture, brought back inside the limits. See `countenance.guard`."""
        if edited_by not in get_args(EditedBy):
            raise InputError(f"edited_by={edited_by!r}: one of {', '.join(get_args(EditedBy))} is wanted")
        limits = policy_of(policy)
        call = self._engine._call(progress)
        given = read(self._engine._core, edited, call, "the edited picture", linear=linear, profile=profile)
        compared = self._core.compare(given.core, limits._held, as_original, accept_unverifiable, call)
        text, picture = compared.guard(call)
        return guarded_of(text, picture, given, self._saver(compared, edited_by), edited_by)

    def _saver(self, made: _core.Retouch | _core.Edited, edited_by: EditedBy) -> Saver:
        """`edited_by`: unless `Made.save` is told otherwise."""

        def save(path: bytes, quality: int, said: str, progress: Progress) -> tuple[str, tuple[str, ...]]:
            return made.save(path, quality, said or edited_by, bool(said), self._engine._call(progress))

        return save

    def __repr__(self) -> str:
        seen = self.to_dict()
        return f"<Portrait {seen['width']} x {seen['height']}, {len(seen['faces'])} faces>"
