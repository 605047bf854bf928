# SPDX-License-Identifier: Apache-2.0
"""The dials of a retouch."""

from __future__ import annotations

from dataclasses import dataclass

from . import _core


@dataclass(frozen=True)
class Dial:
    """One of them; at 0 it leaves the picture alone."""

    name: str  #: as an argument of `retouch`: "under_eye"
    low: float  #: in `unit`
    high: float  #: in `unit`
    unit: str  #: "stops", "degrees"; empty: a share of what the operator would do in full
    help: str


#: By name. "retouch" moves the others along one path.
dials = {name.replace("-", "_"): Dial(name.replace("-", "_"), *rest) for name, rest in _core.dials.items()}
