# SPDX-License-Identifier: Apache-2.0
"""Retouch that keeps the person the person, and measures of what other tools did to a face.

>>> import countenance
>>> report = countenance.measure("portrait.jpg", "from-another-tool.jpg")
>>> print(report)
within policy natural, drift 0.61 (light.direction)

Pictures are numpy arrays, PIL images or files (`PictureLike`); nothing is written but by ``save``, and nothing of a face
leaves the process. All calls let other threads run, and may be made from several at once. Ctrl-C cancels.
"""

from __future__ import annotations

from . import _core
from ._dials import Dial, dials
from ._engine import Engine, Portrait
from ._faces import Face, FaceMark
from ._functions import guard, measure, original, retouch, study
from ._pictures import PictureLike, Progress
from ._policy import Policy, PolicyLike, policies
from ._report import Component, FaceReport, MarkChange, Measure, Report
from ._results import EditedBy, Grant, Guarded, Made, Repair, Result, Saved
from .errors import (
    Cancelled,
    CannotWrite,
    CountenanceError,
    InputError,
    ModelsMissing,
    NotMeasurable,
    OverLimit,
    Refused,
)

__version__ = _core.version
#: Version of the drift measures: it changes whenever one of their numbers does.
metric_version = _core.metric_version

__all__ = [
    "Cancelled",
    "CannotWrite",
    "Component",
    "CountenanceError",
    "Dial",
    "EditedBy",
    "Engine",
    "Face",
    "FaceMark",
    "FaceReport",
    "Grant",
    "Guarded",
    "InputError",
    "Made",
    "MarkChange",
    "Measure",
    "ModelsMissing",
    "NotMeasurable",
    "OverLimit",
    "PictureLike",
    "Policy",
    "PolicyLike",
    "Portrait",
    "Progress",
    "Refused",
    "Repair",
    "Report",
    "Result",
    "Saved",
    "dials",
    "guard",
    "measure",
    "metric_version",
    "original",
    "policies",
    "retouch",
    "study",
]
