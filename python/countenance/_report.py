# SPDX-License-Identifier: Apache-2.0
"""What was measured, as plain data. A measure that could not be taken never passes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Mapping

import numpy as np
import numpy.typing as npt

from . import _core, _html
from .errors import InputError


@dataclass(frozen=True)
class Component:
    """One number of a measure: a loss or a change, 0 where nothing moved, growing."""

    name: str
    unit: str
    value: float | None  #: in `unit`; None: not taken
    status: str  #: "measured", or why not: "not_applicable", "not_resolved", "not_separable", "failed"
    limit: float | None  #: in `unit`, the one that counts; None: the policy has none
    policy_limit: float | None  #: the policy's own; `limit` is wider where encoding alone does more to so small a face
    share: float | None  #: value / limit; 1 is the limit
    sd: float  #: standard deviation of `value`, where it is known; else 0


@dataclass(frozen=True)
class MarkChange:
    """A mole, a freckle, a scar or a spot, before and after."""

    fate: str  #: "kept", "faded", "lost", "healed", "invented"
    kind: str  #: "permanent", "transient", "keep" (its colour does not say), "unlisted"
    where: str  #: "left cheek"; left and right are the subject's
    x: float  #: share of the face's frame, from its left
    y: float  #: from its top
    diameter: float  #: % of the distance between the eyes
    before: float  #: contrast to the skin around it, stops
    after: float  #: stops


@dataclass(frozen=True)
class Measure:
    """One of the eleven measures of a face."""

    name: str  #: "texture"
    status: str  #: as a component's, or "not_in_policy"
    share: float | None  #: the largest of its components'; 1 is the limit
    where: str  #: "left cheek"
    note: str  #: why it was not taken
    components: Mapping[str, Component]
    resolved_from: float  #: of "marks": diameter of the least mark that is told, % of the distance between the eyes
    marks: tuple[MarkChange, ...]  #: of "marks"

    @property
    def title(self) -> str:
        """As a photographer calls it: "Complexion"."""
        return _core.measure_titles.get(self.name, self.name)

    @property
    def worst(self) -> Component | None:
        """The component nearest to its limit, or furthest over it."""
        judged = [c for c in self.components.values() if c.share is not None]
        return max(judged, key=lambda c: c.share or 0.0) if judged else None


@dataclass(frozen=True)
class FaceReport:
    """One face of the original."""

    index: int  #: from 0
    iod_px: float  #: between the eyes, px of the original
    resolution: float  #: of the edited picture / the original's; below 1 both were compared at the lower
    measured: bool  #: every measure that counts was taken, or is excused by the policy
    within: bool  #: measured, and drift <= 1
    outside: bool  #: plainly over a limit, whatever else could not be measured
    drift: float  #: the largest share of the measures that count; 1 is the limit
    limiting: str  #: "texture.pores"
    where: str  #: "left cheek"
    note: str  #: why it was not measured; "unchanged" of an unusable face of the same pixels
    measures: Mapping[str, Measure]


@dataclass(frozen=True, repr=False)
class Report:
    """How far an edited picture moved the person, against the limits of a policy."""

    metric: str  #: version of the drift metric; numbers of different versions do not compare
    policy: str
    within: bool  #: every face is
    outside: bool  #: some face is, plainly
    measured: bool  #: every face was; neither within nor outside: it could not be told
    drift: float  #: the largest of the faces'; 1 is the limit
    faces: tuple[FaceReport, ...]
    json: str = field(compare=False)  #: schema countenance.measure/1
    #: H × W × 3, sRGB: where drift is, over a grey copy of the original. None unless it was asked for.
    heatmap: npt.NDArray[np.uint8] | None = field(default=None, compare=False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """From what the command line's ``measure --json`` prints. InputError: it is something else."""
        try:
            return report_of(json.loads(text), text)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise InputError(f"no report of the schema countenance.measure/1: {error}") from error

    def to_dict(self) -> dict[str, Any]:
        """Schema countenance.measure/1, as the command line's ``measure --json``."""
        report: dict[str, Any] = json.loads(self.json)
        return report

    @property
    def limiting(self) -> str:
        """The component nearest to its limit: "texture.pores"."""
        return max(self.faces, key=lambda f: f.drift).limiting if self.faces else ""

    @property
    def obstacle(self) -> str:
        """Why the first face that is not within is not: "face 2: texture.pores is 1.31 times its limit"; or empty."""
        for face in self.faces:
            if not face.within:
                told = not face.measured and face.note
                why = face.note if told else f"{face.limiting} is {face.drift:.2f} times its limit"
                return f"face {face.index + 1}: {why}"
        return "" if self.within else "no face was measured"

    def html(self, heatmap: bool = False) -> str:
        """A fragment of HTML with a gauge a measure; with the heatmap only if asked, as it shows the face."""
        if not heatmap:
            return _html.report(self)
        if self.heatmap is None:
            raise InputError("there is no heatmap in this report: measure with heatmap=True")
        return _html.report(self, _core.png(self.heatmap))

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return f"<Report {self}>"

    def __str__(self) -> str:
        """"within policy natural, drift 0.61 (light.direction)", or why it was not measured."""
        if not self.within and not self.outside:
            return f"not measured under policy {self.policy}: {self.obstacle}"
        standing = "within" if self.within else "outside"
        return f"{standing} policy {self.policy}, drift {self.drift:.2f}" + (f" ({self.limiting})" if self.drift else "")


def _component(name: str, c: Mapping[str, Any]) -> Component:
    return Component(
        name=name,
        unit=c["unit"],
        value=c["value"],
        status=c.get("status", "measured"),
        limit=c["limit"],
        policy_limit=c.get("policy_limit", c["limit"]),
        share=c["share"],
        sd=c.get("sd", 0.0),
    )


def _measure(name: str, m: Mapping[str, Any]) -> Measure:
    return Measure(
        name=name,
        status=m["status"],
        share=m["share"],
        where=m.get("where", ""),
        note=m.get("note", ""),
        components={n: _component(n, c) for n, c in m["components"].items()},
        resolved_from=m.get("resolved_from", 0.0),
        marks=tuple(MarkChange(**mark) for mark in m.get("marks", ())),
    )


def _face(f: Mapping[str, Any]) -> FaceReport:
    return FaceReport(
        index=f["index"],
        iod_px=f["iod_px"],
        resolution=f.get("resolution", 1.0),
        measured=f["measured"],
        within=f["within"],
        outside=f["outside"],
        drift=f["drift"],
        limiting=f["limiting"],
        where=f["where"],
        note=f.get("note", ""),
        measures={name: _measure(name, m) for name, m in f["measures"].items()},
    )


def report_of(report: Mapping[str, Any], text: str, heatmap: npt.NDArray[np.uint8] | None = None) -> Report:
    """From the schema countenance.measure/1; `text` is it, too."""
    if report["schema"] != "countenance.measure/1":
        raise ValueError(f"its schema is {report['schema']}")
    return Report(
        metric=report["metric"],
        policy=report["policy"],
        within=report["within"],
        outside=report["outside"],
        measured=report["measured"],
        drift=report["drift"],
        faces=tuple(_face(f) for f in report["faces"]),
        json=text,
        heatmap=heatmap,
    )
