# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes. Each takes an original and what other nodes made of it; of several pictures the worst counts."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import Any, Callable

import countenance
import numpy as np

from .batches import Batch, array_of, like, pairs, progress, stacked


OTHERWISE = {"otherwise": (["stop", "original"], {"default": "stop", "tooltip": "what becomes of the rest"})}


@lru_cache(maxsize=1)
def _engine() -> countenance.Engine:
    return countenance.Engine()


def _studied(originals: Batch) -> Callable[[int], countenance.Portrait]:
    """By index; one that is asked for again is not studied again."""

    @lru_cache(maxsize=1)
    def portrait(index: int) -> countenance.Portrait:
        return _engine().original(originals[index], progress=progress())

    return portrait


def _measured(
    portrait: Callable[[int], countenance.Portrait], old: int, edited: Batch, limits: countenance.Policy, heatmap: bool
) -> countenance.Report | str:
    """The report, or why there is none. InputError: the original is no picture."""
    try:
        before = portrait(old)
    except countenance.NotMeasurable as error:
        return str(error)
    try:
        return before.measure(edited, limits, heatmap=heatmap, progress=progress())
    except (countenance.NotMeasurable, countenance.InputError) as error:  # another picture; NaN in it
        return str(error)


class Node:
    """What all of them share."""

    CATEGORY = "image/countenance"
    FUNCTION = "run"
    OTHERS: dict[str, Any] = {}

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, dict[str, Any]]:
        policy = (countenance.policies(), {"default": "natural", "tooltip": "whose limits hold"})
        return {"required": {"original": ("IMAGE",), "edited": ("IMAGE",), "policy": policy, **cls.OTHERS}}

    @classmethod
    def IS_CHANGED(cls, policy: str, **others: Any) -> str:
        """Pictures and dials are ComfyUI's to compare; a policy of the user's own may be another by now."""
        limits = countenance.Policy(policy)
        return repr((sorted(limits.limits.items()), limits.required, limits.accept_not_resolved, limits.refuse))


class Measure(Node):
    """How far the edited picture moved the person from the original."""

    RETURN_TYPES = ("FLOAT", "BOOLEAN", "STRING", "IMAGE")
    RETURN_NAMES = ("drift", "within", "report", "heatmap")
    DESCRIPTION = (
        "How far the edited picture moved the person, against the limits of a policy: drift 1 is the limit, infinity what"
        " was not measured."
    )

    def run(self, original: Any, edited: Any, policy: str) -> tuple[float, bool, str, Any]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, words, maps, drift, within = _studied(before), [], [], 0.0, True
        for old, new in pairs(len(before), len(after)):
            report = _measured(portrait, old, after[new], limits, True)
            words.append(str(report))
            if isinstance(report, str) or report.heatmap is None:
                drift, within = inf, False
                maps.append(np.zeros((*before[old].shape[:2], 3), np.float32))
                continue
            drift = max(drift, report.drift if report.measured else inf)
            within = within and report.within
            maps.append(np.divide(report.heatmap, 255, dtype=np.float32))
        return drift, within, "\n".join(words), like(edited, stacked(maps))


class Guard(Node):
    """The edited picture, with only that taken back which moved the person past the limits."""

    RETURN_TYPES = ("IMAGE", "BOOLEAN", "STRING")
    RETURN_NAMES = ("image", "passed", "report")
    DESCRIPTION = (
        "Takes back what moved the person past the limits and keeps the rest. Where that cannot be done, or be verified, it"
        " stops the workflow, or gives the original."
    )
    OTHERS = OTHERWISE

    def run(self, original: Any, edited: Any, policy: str, otherwise: str) -> tuple[Any, bool, str]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, pictures, words, passed = _studied(before), [], [], True
        for old, new in pairs(len(before), len(after)):
            try:
                guarded = portrait(old).guard(after[new], limits, progress=progress())
            except (countenance.Refused, countenance.NotMeasurable) as error:
                if otherwise == "stop":
                    raise
                pictures.append(before[old])
                words.append(str(error))
                passed = False
                continue
            pictures.append(guarded.picture)
            words.append(f"{guarded.report} (drift {guarded.before.drift:.2f} as it came)")
            words += [f"  {r.part}: {r.what}, {r.kept:.0%} of the change stays" for r in guarded.repairs]
            words += [f"  unverifiable: {what}" for what in guarded.unverifiable]
        return like(edited, stacked(pictures)), passed, "\n".join(words)


class Gate(Node):
    """Lets a picture pass that is inside the limits; stops, or gives the original, where it is not."""

    RETURN_TYPES = ("IMAGE", "BOOLEAN", "STRING")
    RETURN_NAMES = ("image", "passed", "report")
    DESCRIPTION = "Passes what is inside the limits. What is not, or cannot be measured, stops the workflow or becomes the original."
    OTHERS = OTHERWISE

    def run(self, original: Any, edited: Any, policy: str, otherwise: str) -> tuple[Any, bool, str]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, pictures, words, passed = _studied(before), [], [], True
        for old, new in pairs(len(before), len(after)):
            report = _measured(portrait, old, after[new], limits, False)
            within, said = not isinstance(report, str) and report.within, str(report)
            if not within and otherwise == "stop":
                raise countenance.OverLimit(f"Countenance Gate: {said}")
            pictures.append(after[new] if within else before[old])
            words.append(said)
            passed = passed and within
        return like(edited, stacked(pictures)), passed, "\n".join(words)


NODE_CLASS_MAPPINGS = {"CountenanceMeasure": Measure, "CountenanceGuard": Guard, "CountenanceGate": Gate}
NODE_DISPLAY_NAME_MAPPINGS = {
    "CountenanceMeasure": "Countenance Measure",
    "CountenanceGuard": "Countenance Guard",
    "CountenanceGate": "Countenance Gate",
}
