# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for the cases, and the command line's answer for the same pixels."""
import os
import subprocess
import tempfile
from pathlib import Path

import plain
from krita import InfoObject, Krita
from PyQt5.QtGui import QImage

from countenance import layer, retouch, settings

FOLDER = Path(tempfile.mkdtemp(prefix="countenance-", dir=os.environ.get("HOME")))
_number = iter(range(1000))


def opened(path):
    document = Krita.instance().openDocument(str(path))
    document.setBatchmode(True)  # or exporting asks, and waits
    document.waitForDone()
    return document


def portrait(depth="U8", profile=None, model="RGBA", name="grace_hopper.jpg"):
    document = opened(plain.portrait_file(name))
    document.setColorSpace(model, depth, profile or document.colorProfile())
    document.waitForDone()
    document.refreshProjection()
    return document


def export(document, alpha=False):
    path = FOLDER / f"{next(_number)}.png"
    info = InfoObject()
    info.setProperties({"alpha": alpha, "compression": 1, "forceSRGB": False, "saveSRGBProfile": True, "indexed": False,
                        "interlaced": False, "saveAsHDR": False})
    document.waitForDone()
    assert document.exportImage(str(path), info)
    return path


def shown(document):
    """What is seen: the bytes of all layers together."""
    document.refreshProjection()
    document.waitForDone()
    return bytes(document.pixelData(0, 0, document.width(), document.height()))


def by_program(path, *arguments):
    """The document that the command line makes of a file."""
    out = FOLDER / f"{next(_number)}.png"
    program = os.environ["COUNTENANCE_PROGRAM"]
    subprocess.run([program, "retouch", str(path), "-o", str(out), "-q", *arguments], check=True)
    return opened(out)


def mask_file(values, width, height):
    path = FOLDER / f"{next(_number)}.png"
    assert QImage(values, width, height, width, QImage.Format_Grayscale8).save(str(path))
    return path


def only_layer(document):
    return next(node for node in document.topLevelNodes() if node.type() == "paintlayer")


def retouched(document, wished=None, node=None):
    """As the dialog does it, without one: the new layer, and what was done. A document that is in no window has no
    active layer; then it is the only one."""
    chosen = layer.chosen(document, node or only_layer(document))
    wished = wished or chosen.settings or settings.first()
    done = retouch.Session(chosen.picture, chosen.where).finish(wished)
    node = done.pixels and layer.write(document, chosen, done.pixels, done.verdict, wished, done.feather)
    document.waitForDone()
    return node, done
