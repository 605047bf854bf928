# SPDX-License-Identifier: Apache-2.0
"""A report for people, in a notebook or a page: no script, no style of the page's own, dark and light alike.

Text has the page's colour; tracks are a shade of it; the three colours of a gauge stand out from black and from white.
"""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._report import FaceReport, Measure, Report

_GREEN, _AMBER, _RED = "#2f9e5f", "#d18b00", "#db4a4a"
_NEAR = 0.75  # of the limit: amber from here
_WIDTH, _LIMIT = 260, 200  # px: a gauge, and where its limit is
_CELL = "padding:2px 12px 2px 0;border:0;background:none;color:inherit;text-align:left;white-space:nowrap"


def _colour(share: float) -> str:
    return _RED if share > 1 else _AMBER if share >= _NEAR else _GREEN


def _gauge(share: float) -> str:
    filled = min(_WIDTH, max(2.0 if share > 0 else 0.0, share * _LIMIT))
    return (
        f'<svg style="vertical-align:middle" width="{_WIDTH}" height="14" role="img" aria-label="{share:.0%} of the limit">'
        f'<rect y="3" width="{_WIDTH}" height="8" rx="4" fill="currentColor" opacity="0.13"/>'
        f'<rect y="3" width="{filled:.1f}" height="8" rx="{min(4.0, filled / 2):.1f}" fill="{_colour(share)}"/>'
        f'<rect x="{_LIMIT - 1}" width="2" height="14" fill="currentColor" opacity="0.75"/></svg>'
    )


def _row(measure: Measure) -> str:
    if measure.status == "not_in_policy":
        return ""
    title = f'<td style="{_CELL}">{escape(measure.title)}</td>'
    worst = measure.worst
    if measure.share is None or worst is None or worst.value is None:
        why = measure.status.replace("_", " ") + (f": {measure.note}" if measure.note else "")
        return f'<tr style="background:none">{title}<td colspan="3" style="{_CELL};opacity:0.75">{escape(why)}</td></tr>'
    said = f"{worst.name} {max(worst.value, 0):.3g} of {worst.limit:.3g} {worst.unit}"
    said += f", {measure.where}" if measure.where and measure.share > 0 else ""
    said += "; cannot be told from a change of the whole scene" if measure.status == "not_separable" else ""
    return (
        f'<tr style="background:none">{title}<td style="{_CELL}">{_gauge(measure.share)}</td>'
        f'<td style="{_CELL};text-align:right">{measure.share:.0%}</td>'
        f'<td style="{_CELL};opacity:0.75">{escape(said)}</td></tr>'
    )


def _face(face: FaceReport) -> str:
    size = f"{face.iod_px:.0f} px between the eyes"
    head = f"Face {face.index + 1}: {size}{': ' + face.note if face.note else ''}"
    rows = "".join(_row(measure) for measure in face.measures.values())
    return (
        f'<div style="margin:10px 0 2px;opacity:0.75">{escape(head)}</div>'
        f'<table style="border-collapse:collapse;border:0;background:none;color:inherit;font-size:13px">{rows}</table>'
    )


def report(report: Report, heatmap: bytes = b"") -> str:
    """`heatmap`: PNG bytes to show below; empty: none."""
    colour = _colour(report.drift) if report.within else _RED if report.outside else _AMBER
    picture = ""
    if heatmap:
        data = base64.b64encode(heatmap).decode("ascii")
        picture = (
            '<img alt="where drift is: amber at the limit, red beyond" style="max-width:100%;margin-top:10px" '
            f'src="data:image/png;base64,{data}">'
        )
    return (
        '<div style="font-family:system-ui,sans-serif;font-size:13px;line-height:1.5;color:inherit">'
        f'<div style="border-left:4px solid {colour};padding-left:8px;font-size:15px">{escape(str(report))}</div>'
        + "".join(_face(face) for face in report.faces)
        + f"{picture}</div>"
    )
