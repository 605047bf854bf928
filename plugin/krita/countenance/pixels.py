# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels as bytes, and maps of a byte a pixel, without Krita. Bands of rows go through whole-number arithmetic of any
length, which Python does at the speed of memory."""
import struct

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QImage

from .abi import BYTES

BAND = 1 << 20  # pixels that are worked on at once
_NOT_0 = bytes([0]) + bytes([255]) * 255
_IS_0 = bytes([255]) + bytes(255)


def _number(data):
    return int.from_bytes(data, "little")


def _bands(count):
    return ((at, min(at + BAND, count)) for at in range(0, count, BAND))


def swapped(data, channels, sample):
    """The first and third of 4 channels change places in whole-number pixels: Krita's are BGRA."""
    if channels != 4 or sample not in ("U8", "U16"):
        return data
    size = BYTES[sample]
    out = bytearray(data)
    for k in range(size):
        out[k::4 * size] = data[2 * size + k::4 * size]
        out[2 * size + k::4 * size] = data[k::4 * size]
    return out


def _as_bytes(sample):
    """For each byte of a sample: what it is, by the value that a map has, of which 255 is 1."""
    pack = {"U8": lambda v: struct.pack("<B", v), "U16": lambda v: struct.pack("<H", 257 * v),
            "F16": lambda v: struct.pack("<e", v / 255), "F32": lambda v: struct.pack("<f", v / 255)}[sample]
    return [bytes(column) for column in zip(*(pack(v) for v in range(256)))]


def samples_of(values, sample):
    """A map as samples; 255 becomes 1."""
    tables = _as_bytes(sample)
    out = bytearray(len(values) * len(tables))
    for k, table in enumerate(tables):
        out[k::len(tables)] = values.translate(table)
    return bytes(out)


def opaque(data, channels, sample):
    """255 where alpha, the last channel, is just 1."""
    size = BYTES[sample]
    pixel = channels * size
    whole = (1 << 8 * (len(data) // pixel)) - 1
    for k, table in enumerate(_as_bytes(sample)):
        is_one = bytes(255 if v == table[255] else 0 for v in range(256))
        whole &= _number(data[pixel - size + k::pixel].translate(is_one))
    return whole.to_bytes(len(data) // pixel, "little")


def both(a, b):
    """255 where both are, for maps of which one has nothing between 0 and 255."""
    return (_number(a) & _number(b)).to_bytes(len(a), "little")


def either(a, b):
    return (_number(a) | _number(b)).to_bytes(len(a), "little")


def changed(before, after, pixel):
    """255 where pixels, of `pixel` bytes, differ."""
    out = bytearray(len(before) // pixel)
    for start, end in _bands(len(out)):
        a, b = before[start * pixel:end * pixel], after[start * pixel:end * pixel]
        if a == b:
            continue
        differs = 0
        for k in range(pixel):
            differs |= _number(a[k::pixel]) ^ _number(b[k::pixel])
        out[start:end] = differs.to_bytes(end - start, "little").translate(_NOT_0)
    return bytes(out)


def keep_outside(data, original, where, pixel):
    """Where `where` is 0, `data` (writable) becomes as the original again."""
    for start, end in _bands(len(where)):
        keep = where[start:end].translate(_IS_0)
        if keep.count(255) == 0:
            continue
        keep = _number(keep)
        for k in range(pixel):
            at = slice(start * pixel + k, end * pixel, pixel)
            now, was = _number(bytes(data[at])), _number(original[at])
            data[at] = (now ^ ((now ^ was) & keep)).to_bytes(end - start, "little")


def with_alpha(data, alpha, channels, sample):
    """The last channel, from a map."""
    size, pixel = BYTES[sample], channels * BYTES[sample]
    out = bytearray(data)
    for k, table in enumerate(_as_bytes(sample)):
        out[pixel - size + k::pixel] = alpha.translate(table)
    return out


def bounds(values, width):
    """x, y, width, height of all that is not 0; None: all is."""
    rows = [values[at:at + width] for at in range(0, len(values), width)]
    used = [y for y, row in enumerate(rows) if row.count(0) < width]
    if not used:
        return None
    columns = 0
    for row in rows[used[0]:used[-1] + 1]:
        columns |= _number(row)
    columns = columns.to_bytes(width, "little")
    left = width - len(columns.lstrip(b"\0"))
    return left, used[0], len(columns.rstrip(b"\0")) - left, used[-1] - used[0] + 1


def part(data, width, area, pixel):
    x, y, w, h = area
    return b"".join(data[(row * width + x) * pixel:(row * width + x + w) * pixel] for row in range(y, y + h))


def scaled(values, width, height, to):
    """A map at another size (width, height)."""
    image = QImage(values, width, height, width, QImage.Format_Grayscale8)
    image = image.scaled(QSize(*to), Qt.IgnoreAspectRatio, Qt.SmoothTransformation)
    image = image.convertToFormat(QImage.Format_Grayscale8)
    stride = image.bytesPerLine()
    data = image.constBits().asstring(stride * to[1])
    return data if stride == to[0] else b"".join(data[y * stride:y * stride + to[0]] for y in range(to[1]))


def feathered(values, width, height, feather):
    """255 wherever `values` is, which has nothing between it and 0; falling beyond, within twice `feather` pixels."""
    small = max(1, width // feather), max(1, height // feather)
    wider = scaled(values, width, height, small).translate(_NOT_0)
    return either(scaled(wider, *small, (width, height)), values)
