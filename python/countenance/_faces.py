# SPDX-License-Identifier: Apache-2.0
"""Faces as they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping


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


def face_of(f: Mapping[str, Any]) -> Face:
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
