# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, in one line: what, which file, what to do. ``code`` is the exit code of the command line."""

from __future__ import annotations


class CountenanceError(Exception):
    """The base of all; by itself, what no other class is for."""

    code: int = 1


class InputError(CountenanceError, ValueError):
    """Wrong usage, unreadable or unsupported input, a bad policy."""

    code = 2


class OverLimit(CountenanceError):
    """Measured, and outside the limits. `measure` never raises it: a report says so itself."""

    code = 3


class NotMeasurable(CountenanceError):
    """No usable face, different pictures, or a small original and a result of guard that it cannot verify."""

    code = 4


class ModelsMissing(CountenanceError):
    """The face models are missing, or not as pinned."""

    code = 5


class Refused(CountenanceError):
    """Refused by the policy, or it cannot be brought inside its limits."""

    code = 6


class CannotWrite(CountenanceError, OSError):
    """The output cannot be written."""

    code = 7


class Cancelled(CountenanceError):
    """`progress` returned False."""

    code = 130


_CLASSES = (InputError, OverLimit, NotMeasurable, ModelsMissing, Refused, CannotWrite, Cancelled)


def of_code(code: int) -> type[CountenanceError]:
    """The class with this code."""
    return next((kind for kind in _CLASSES if kind.code == code), CountenanceError)
