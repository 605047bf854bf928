# SPDX-License-Identifier: GPL-3.0-or-later
"""The ICC profile of a layer. Krita's scripts know profiles by name alone, so a picture of one empty pixel is exported
with the profile of that name, and its bytes are taken out of the file."""
import tempfile
import zlib
from pathlib import Path

from krita import InfoObject, Krita

from .abi import Error

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def icc_of_png(data):
    """The profile in a PNG file; empty: it has none."""
    at = len(_SIGNATURE)
    while data.startswith(_SIGNATURE) and at + 12 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        if kind == b"iCCP":
            body = data[at + 8:at + 8 + size]
            return zlib.decompress(body[body.index(0) + 2:])
        at += 12 + size
    return b""


def _export(document, path):
    info = InfoObject()
    info.setProperties({"alpha": True, "compression": 1, "forceSRGB": False, "saveSRGBProfile": True, "indexed": False,
                        "interlaced": False, "saveAsHDR": False})
    document.setBatchmode(True)  # or the exporter asks, and waits
    return document.exportImage(str(path), info)


def icc_of(model, depth, name):
    document = Krita.instance().createDocument(1, 1, "", model, depth, name, 72.0)
    try:
        found = document.colorProfile() == name and document.colorModel() == model
        with tempfile.TemporaryDirectory(prefix="countenance-") as folder:
            path = Path(folder) / "profile.png"
            icc = icc_of_png(path.read_bytes()) if found and _export(document, path) else b""
    finally:
        document.close()
    if icc[36:40] != b"acsp":
        raise Error(2, f"the colour profile '{name}' of this layer cannot be read: convert the image to another one "
                       f"(Image > Convert Image Color Space)")
    return icc
