# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's modules that need no Krita, imported without the __init__ that does; and pictures to try them on."""
import os
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "plugin/krita/countenance"

if "countenance" not in sys.modules:
    package = types.ModuleType("countenance")
    package.__path__ = [str(SOURCE)]
    sys.modules["countenance"] = package

from countenance import abi  # noqa: E402
from PyQt5.QtGui import QImage  # noqa: E402


def portrait_file(name):
    folder = os.environ.get("COUNTENANCE_TEST_DATA")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = Path(folder) if folder else Path(cache) / "countenance/portraits"
    if not (path / name).exists():
        raise FileNotFoundError(f"no {path / name}: run packaging/test")
    return str(path / name)


def picture_of(image):
    """An sRGB picture of a QImage, RGBA of 8 bit."""
    image = image.convertToFormat(QImage.Format_RGBA8888)
    data = image.constBits().asstring(4 * image.width() * image.height())
    return abi.Picture(data, image.width(), image.height(), 4, "U8", b"")


def portrait(name, longest=900):
    image = QImage(portrait_file(name))
    return picture_of(image.scaled(longest, longest, 1, 1) if max(image.width(), image.height()) > longest else image)
