# SPDX-License-Identifier: GPL-3.0-or-later
"""A verdict in a photographer's words: a gauge a measure, from nothing to its limit, and one sentence."""
from collections import namedtuple

from . import abi

Gauge = namedtuple("Gauge", "title share where words")
"""share of the limit; None: `words` say why there is none."""
Standing = namedtuple("Standing", "within gauges sentence")
"""gauges: of the face that is nearest to its limits."""

_STATUS = {"not_applicable": "none in this picture", "not_resolved": "too small to tell",
           "not_separable": "cannot be told from a change of the whole scene", "failed": "could not be measured"}


def _gauges(face):
    gauges = []
    for name, title in abi.measures():
        reading = face["measures"].get(name)
        if not reading or reading["status"] == "not_in_policy":
            continue
        measured = reading["status"] == "measured" and reading["share"] is not None
        gauges.append(Gauge(title, reading["share"] if measured else None, reading.get("where", ""),
                            "" if measured else _STATUS.get(reading["status"], reading["status"])))
    return gauges


def _title(component):
    return dict(abi.measures()).get(component.split(".")[0], component)


def _place(face, faces):
    place = _title(face["limiting"])
    if faces > 1:
        place += f", face {face['index'] + 1}"
    return f"{place}, {face['where']}" if face["where"] else place


def in_words(binds):
    """"held back by texture.pores on left cheek" → "held back by Texture on left cheek"."""
    known = dict(abi.measures())
    return " ".join(known.get(word.split(".")[0], word) if "." in word else word for word in binds.split(" "))


def _sentence(report, worst):
    policy = report["policy"]
    if not worst:
        return "No face could be measured"
    if not report["within"]:
        if (worst["drift"] or 0) <= 1:
            return f"Not every face could be measured: {worst.get('note') or 'it cannot be told whether limits hold'}"
        return f"Outside the limits of '{policy}': {_place(worst, len(report['faces']))} ({100 * worst['drift']:.0f} %)"
    if not worst["drift"]:
        return f"Nothing of the person moves; limits: '{policy}'"
    place = _place(worst, len(report["faces"]))
    return f"Inside the limits of '{policy}'; the nearest is {place} ({100 * worst['drift']:.0f} %)"


def standing(verdict):
    report = verdict["report"]
    worst = max(report["faces"], key=lambda face: (not face["within"], face["drift"] or 0), default=None)
    sentence = _sentence(report, worst)
    if verdict["binds"]:
        sentence += "; " + in_words(verdict["binds"])
    return Standing(report["within"], _gauges(worst) if worst else [], sentence)


def granted(verdict):
    """Of each dial that is used, by name: how far a limit lets it go, the least of all faces (None: as far as is
    wished), and what is said of it."""
    dials = {}
    for grant in verdict["grants"]:
        most, notes = dials.get(grant["dial"], (None, []))
        # what an operator finds nothing for is granted less, too, but in the operator's own words
        if abs(grant["granted"]) < abs(grant["wished"]) - 1e-4 and grant["note"] != grant["found"]:
            most = grant["granted"] if most is None else min(most, grant["granted"], key=abs)
        if grant["note"] and in_words(grant["note"]) not in notes:
            notes = [*notes, in_words(grant["note"])]
        dials[grant["dial"]] = (most, notes)
    return dials
