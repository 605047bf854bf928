# SPDX-License-Identifier: GPL-3.0-or-later
"""Countenance in ComfyUI: Measure, Guard and Gate (README.md)."""

from .nodes import NODE_CLASS_MAPPINGS, NODE_DISPLAY_NAME_MAPPINGS

__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]
