# SPDX-License-Identifier: GPL-3.0-or-later
"""An IMAGE is a batch, B × H × W × C, float32, 0 to 1, sRGB as coded: a tensor, or whatever makes numpy arrays of itself."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Batch = npt.NDArray[np.float32]


def array_of(image: Any) -> Batch:
    """Of a tensor on any device and of any type, or an array."""
    for step in ("detach", "cpu", "float", "numpy"):
        image = getattr(image, step)() if hasattr(image, step) else image
    array = np.asarray(image, dtype=np.float32)
    if array.ndim != 4 or 0 in array.shape:
        raise ValueError(f"an IMAGE of shape {array.shape}: batch x height x width x channels is wanted")
    return array


def like(image: Any, batch: Batch) -> Any:
    """A tensor where `image` is one, on its device; else the array."""
    if not hasattr(image, "detach"):
        return batch
    import torch

    return torch.from_numpy(batch).to(image.device)


def pairs(originals: int, edited: int) -> Iterator[tuple[int, int]]:
    """Which original belongs to which edited picture: one for all, or one each."""
    if originals not in (1, edited):
        raise ValueError(f"{originals} originals to {edited} edited pictures: one for all, or one each, is wanted")
    for index in range(edited):
        yield min(index, originals - 1), index


def stacked(pictures: Sequence[Batch]) -> Batch:
    """H × W × C each, as one batch. Smaller ones get black at the right and at the bottom."""
    height, width = (max(p.shape[axis] for p in pictures) for axis in (0, 1))
    channels = min(p.shape[2] for p in pictures)
    out = np.zeros((len(pictures), height, width, channels), np.float32)
    for room, picture in zip(out, pictures):
        room[: picture.shape[0], : picture.shape[1]] = picture[..., :channels]
    return out


def progress() -> Callable[[float, str], bool | None]:
    """Hears of ComfyUI's Cancel; outside of it, of nothing."""
    try:
        from comfy.model_management import throw_exception_if_processing_interrupted
    except ImportError:
        return lambda share, stage: None

    def check(share: float, stage: str) -> None:
        throw_exception_if_processing_interrupted()

    return check
