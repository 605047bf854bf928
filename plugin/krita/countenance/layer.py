# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of a Krita document, read and written on its main thread."""
import hashlib
import json
from collections import namedtuple

from PyQt5.QtCore import QByteArray

from . import abi, pixels, settings
from .profiles import icc_of

NOTE = "countenance.note/1"
NAMED = "Countenance: "  # a layer that a retouch made
_CHANNELS = {"RGBA": 4, "GRAYA": 2}

Layer = namedtuple("Layer", "node picture x y where content above settings")
"""where: how far each pixel is retouched, 255 in full; above: what a result goes over: `node`, or an earlier retouch of
it, of which `settings` are."""


def _words(words):
    return abi.Error(2, words)


def _check(node):
    if node is None or node.type() != "paintlayer":
        raise _words("choose a paint layer: only its pixels can be retouched (or merge what you see into one: Layer > "
                     "New Layer From Visible)")
    if node.colorModel() not in _CHANNELS or node.colorDepth() not in abi.SAMPLES:
        raise _words(f"{node.colorModel()} cannot be retouched: convert the layer to RGB or greyscale")
    plain = node.opacity() == 255 and node.blendingMode() == "normal" and not node.inheritAlpha()
    if not plain or node.childNodes() or node.animated() or node.layerStyleToAsl():
        raise _words("what is seen of this layer is not its own pixels (opacity, blending, masks, styles or "
                     "animation): merge it first, or make a new layer from what is visible")


def _read(node):
    area = node.bounds()
    x, y, width, height = area.x(), area.y(), area.width(), area.height()
    model, depth = node.colorModel(), node.colorDepth()
    data = bytes(node.pixelData(x, y, width, height)) if width > 0 and height > 0 else b""
    if not data:
        raise _words("this layer is empty")
    data = bytes(pixels.swapped(data, _CHANNELS[model], depth))
    icc = icc_of(model, depth, node.colorProfile())
    return abi.Picture(data, width, height, _CHANNELS[model], depth, icc), x, y


def _content(picture):
    layout = f"{picture.width} {picture.height} {picture.channels} {picture.sample} "
    return hashlib.sha256(layout.encode() + hashlib.sha256(picture.icc).digest() + picture.data).hexdigest()


def _key(node):
    return "countenance-note-" + node.uniqueId().toString()


def _note(document, node):
    """What an earlier retouch noted with this layer; None: nothing."""
    text = bytes(document.annotation(_key(node)))
    if not text:
        if NAMED in node.name():  # its identifier is another, and so the note is not found
            raise _words("this layer is a copy of a retouch, without what was noted of that: choose the retouch itself, "
                         "or its original")
        return None
    try:
        note = json.loads(text)
        if note["schema"] == NOTE and isinstance(note["original"], str) and isinstance(note["settings"], dict):
            return note
    except (ValueError, TypeError, KeyError):
        pass
    raise _words("what an earlier retouch noted with this layer cannot be read")


def _paint_layers(node):
    for child in node.childNodes():
        if child.type() == "paintlayer":
            yield child
        yield from _paint_layers(child)


def _original(document, content):
    for node in _paint_layers(document.rootNode()):
        if node.colorModel() in _CHANNELS and node.colorDepth() in abi.SAMPLES and not node.bounds().isEmpty():
            picture, x, y = _read(node)
            if _content(picture) == content:
                _check(node)
                return node, picture, x, y
    raise abi.Error(abi.NOT_MEASURABLE, "this layer is a retouch, and its original is not in the image any more, or "
                                        "was changed: undo, or choose a layer that was not retouched")


def _where(document, picture, x, y):
    """Selected, and opaque: of a pixel that lets others through, no layer above could show just what was measured."""
    where = pixels.opaque(picture.data, picture.channels, picture.sample)
    selection = document.selection()
    if selection is not None:
        where = pixels.both(where, bytes(selection.pixelData(x, y, picture.width, picture.height)))
    if where.count(0) == len(where):
        raise _words("nothing could be retouched: no opaque pixel of this layer is selected")
    return where


def chosen(document, above):
    """A layer to be retouched; of one that a retouch made, its original."""
    document.waitForDone()
    _check(above)
    note = _note(document, above)
    if note:
        node, picture, x, y = _original(document, note["original"])
        kept = settings.of_json(json.dumps(note["settings"]))
    else:
        node, kept = above, None
        picture, x, y = _read(node)
    return Layer(node, picture, x, y, _where(document, picture, x, y), _content(picture), above, kept)


def _earlier(layer):
    """Where an earlier retouch lies over the original: the new one covers it."""
    if layer.above is layer.node:
        return bytes(len(layer.where))
    picture = layer.picture
    data = bytes(layer.above.pixelData(layer.x, layer.y, picture.width, picture.height))
    clear = bytes(picture.channels * abi.BYTES[layer.above.colorDepth()])
    return pixels.changed(clear * (picture.width * picture.height), data, len(clear))


def write(document, layer, rendered, verdict, wished, feather):
    """A new layer above; alpha is 1 wherever a pixel was retouched, and falls only over pixels of an opaque original
    that were not. Added to the image last, when it holds just what was measured. None: no pixel differs."""
    picture = layer.picture
    pixel = picture.channels * abi.BYTES[picture.sample]
    shown = pixels.changed(picture.data, rendered, pixel)
    if shown.count(0) == len(shown):
        return None
    shown = pixels.either(shown, _earlier(layer))
    opaque = pixels.opaque(picture.data, picture.channels, picture.sample)
    left, top, width, height = pixels.bounds(shown, picture.width)
    x0, y0 = max(0, left - 2 * feather), max(0, top - 2 * feather)
    area = (x0, y0, min(picture.width, left + width + 2 * feather) - x0,
            min(picture.height, top + height + 2 * feather) - y0)
    alpha = pixels.feathered(pixels.part(shown, picture.width, area, 1), area[2], area[3], feather)
    alpha = pixels.both(alpha, pixels.part(opaque, picture.width, area, 1))
    data = pixels.part(rendered, picture.width, area, pixel)
    data = pixels.with_alpha(data, alpha, picture.channels, picture.sample)
    data = bytes(pixels.swapped(data, picture.channels, picture.sample))

    node = document.createNode(f"{NAMED}{verdict['report']['drift']:.2f} of limit", "paintlayer")
    source = layer.node
    node.setColorSpace(source.colorModel(), source.colorDepth(), source.colorProfile())
    place = (layer.x + area[0], layer.y + area[1], area[2], area[3])
    node.setPixelData(QByteArray(data), *place)
    if bytes(node.pixelData(*place)) != data:
        raise abi.Error(7, "Krita did not take the pixels as they are: nothing was written")
    if not layer.above.parentNode().addChildNode(node, layer.above):
        raise abi.Error(7, "Krita did not take the new layer")
    note = {"schema": NOTE, "version": abi.version(), "original": layer.content,
            "settings": json.loads(settings.to_json(wished)), "policy": settings.policy(wished).split("\n"),
            "verdict": verdict}
    document.setAnnotation(_key(node), "Countenance", QByteArray(json.dumps(note).encode()))
    document.refreshProjection()
    return node
