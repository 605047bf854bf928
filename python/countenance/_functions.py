# SPDX-License-Identifier: Apache-2.0
"""The package's functions: those of one engine that all of them share."""

from __future__ import annotations

import threading

from ._engine import Engine, Portrait
from ._pictures import PictureLike, Progress
from ._policy import PolicyLike
from ._report import Report
from ._results import EditedBy, Guarded, Result

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


def retouch(
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
    """Evens the skin and relights the face, as far as the limits allow.

    preset: dials and limits for a use. policy: other limits; those of a locked preset hold beside them. dials: in place
    of the preset's, by name with "_" for "-"; `countenance.dials` lists them with their ranges and units. ``retouch=0.3``
    moves all of them along one path. linear, profile: of arrays, as of `study`.

    original: of a picture that was edited before the first original, from which everything is measured then: drift adds
    up over sittings. A file that Countenance wrote bears a record and is refused without it, unless as_original=True, which
    the record of the result will say.

    What is given is never touched. NotMeasurable: no usable face. Refused: the policy refuses, or nothing can be granted
    that is inside. InputError: there is no such dial, or it is out of its range; the record speaks of another original.

    >>> result = countenance.retouch("portrait.jpg", even=0.4, under_eye=0.3)
    >>> result.picture.shape, str(result.report)
    """
    return _engine().retouch(
        picture,
        preset,
        policy,
        original=original,
        as_original=as_original,
        linear=linear,
        profile=profile,
        progress=progress,
        **dials,
    )


def guard(
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
    """What another tool made of a portrait, with only that taken back which moved the person past the limits.

    The result has the edited picture's size and type, and is within. Components that the original is too small to tell are
    named in `Guarded.unverifiable`; where a whole measure that the policy requires is among them, NotMeasurable says so,
    and nothing is handed out or saved. accept_unverifiable: it is, all the same, with a report that is not within; `save`
    then writes what the command line writes with exit code 4. edited_by: for the record of a file that is saved.
    as_original: the original may be a file that Countenance wrote. linear, profile: of arrays, as of `study`.

    NotMeasurable: no usable face in the original, different pictures, or as above. Refused: it cannot be brought inside; or the
    original is itself a result of Countenance. InputError: the edited file's record speaks of another original.
    """
    return _engine().guard(
        original,
        edited,
        policy,
        edited_by,
        as_original=as_original,
        accept_unverifiable=accept_unverifiable,
        linear=linear,
        profile=profile,
        progress=progress,
    )
