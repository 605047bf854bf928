# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes. Each takes an original and what other nodes made of it; of several pictures the worst counts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Callable

import countenance
import numpy as np

from .batches import Batch, array_of, like, pairs, progress, stacked


@lru_cache(maxsize=1)
def _engine() -> countenance.Engine:
    return countenance.Engine()


def _studied(originals: Batch) -> Callable[[int], countenance.Portrait]:
    """By index; one that is asked for again is not studied again."""

    @lru_cache(maxsize=1)
    def portrait(index: int) -> countenance.Portrait:
        return _engine().original(originals[index], progress=progress())

    return portrait


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
    DESCRIPTION = "How far the edited picture moved the person, against the limits of a policy: drift 1 is the limit."

    def run(self, original: Any, edited: Any, policy: str) -> tuple[float, bool, str, Any]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, reports, maps = _studied(before), [], []
        for old, new in pairs(len(before), len(after)):
            report = portrait(old).measure(after[new], limits, heatmap=True, progress=progress())
            assert report.heatmap is not None
            reports.append(report)
            maps.append(np.divide(report.heatmap, 255, dtype=np.float32))
        drift = max(report.drift for report in reports)
        words = "\n".join(str(report) for report in reports)
        return drift, all(report.within for report in reports), words, like(edited, stacked(maps))


class Guard(Node):
    """The edited picture, with only that taken back which moved the person past the limits."""

    RETURN_TYPES = ("IMAGE", "STRING")
    RETURN_NAMES = ("image", "report")
    DESCRIPTION = "Takes back what moved the person past the limits and keeps the rest; stops where that cannot be done."

    def run(self, original: Any, edited: Any, policy: str) -> tuple[Any, str]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, pictures, words = _studied(before), [], []
        for old, new in pairs(len(before), len(after)):
            guarded = portrait(old).guard(after[new], limits, progress=progress())
            pictures.append(guarded.picture)
            words.append(f"{guarded.report} (drift {guarded.before.drift:.2f} as it came)")
            words += [f"  {r.part}: {r.what}, {r.kept:.0%} of the change stays" for r in guarded.repairs]
            words += [f"  unverifiable: {what}" for what in guarded.unverifiable]
        return like(edited, stacked(pictures)), "\n".join(words)


class Gate(Node):
    """Lets a picture pass that is inside the limits; stops, or gives the original, where it is not."""

    RETURN_TYPES = ("IMAGE", "BOOLEAN", "STRING")
    RETURN_NAMES = ("image", "passed", "report")
    DESCRIPTION = "Passes what is inside the limits. What is not, or cannot be measured, stops the workflow or becomes the original."
    OTHERS = {"otherwise": (["stop", "original"], {"default": "stop", "tooltip": "what becomes of the rest"})}

    def run(self, original: Any, edited: Any, policy: str, otherwise: str) -> tuple[Any, bool, str]:
        limits, before, after = countenance.Policy(policy), array_of(original), array_of(edited)
        portrait, pictures, words, passed = _studied(before), [], [], True
        for old, new in pairs(len(before), len(after)):
            try:
                report = portrait(old).measure(after[new], limits, progress=progress())
                within, said = report.within, str(report)
            except countenance.NotMeasurable as error:
                within, said = False, str(error)
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
