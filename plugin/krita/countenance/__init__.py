# SPDX-License-Identifier: GPL-3.0-or-later
"""Countenance in Krita: Tools > Scripts > Retouch Portrait…"""
from krita import Krita

from .extension import Countenance

Krita.instance().addExtension(Countenance(Krita.instance()))
