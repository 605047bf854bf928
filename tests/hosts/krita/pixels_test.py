# SPDX-License-Identifier: GPL-3.0-or-later
"""countenance.pixels against plain loops over pixels."""
import random
import struct
import unittest

import plain
from countenance import abi, pixels

assert plain.ROOT
random.seed(7)
FORMAT = {"U8": "B", "U16": "H", "F16": "e", "F32": "f"}
ONE = {"U8": 255, "U16": 65535, "F16": 1, "F32": 1}


def some(sample, count):
    values = [random.choice([0, ONE[sample], random.randrange(ONE[sample] + 1) if ONE[sample] > 1 else random.random()])
              for _ in range(count)]
    return struct.pack(f"<{count}{FORMAT[sample]}", *values)


def unpacked(data, sample):
    return struct.unpack(f"<{len(data) // abi.BYTES[sample]}{FORMAT[sample]}", bytes(data))


class Pixels(unittest.TestCase):
    def setUp(self):
        band, pixels.BAND = pixels.BAND, 7  # so that bands end within a row
        self.addCleanup(setattr, pixels, "BAND", band)

    def test_swapped(self):
        for sample in ("U8", "U16"):
            data = some(sample, 4 * 33)
            b, g, r, a = (unpacked(data, sample)[k::4] for k in range(4))
            out = unpacked(pixels.swapped(data, 4, sample), sample)
            self.assertEqual((out[0::4], out[1::4], out[2::4], out[3::4]), (r, g, b, a))
            self.assertEqual(bytes(pixels.swapped(pixels.swapped(data, 4, sample), 4, sample)), data)
        for channels, sample in ((4, "F16"), (4, "F32"), (2, "U8"), (2, "U16")):
            data = some(sample, channels * 5)
            self.assertEqual(pixels.swapped(data, channels, sample), data)

    def test_samples_of(self):
        values = bytes(range(256))
        for sample, one in ONE.items():
            out = unpacked(pixels.samples_of(values, sample), sample)
            self.assertEqual((out[0], out[255]), (0, one))
            for v in values:
                self.assertAlmostEqual(out[v] / one, v / 255, delta=5e-4 if sample == "F16" else 1e-6)

    def test_opaque_and_alpha(self):
        for sample in FORMAT:
            for channels in (2, 4):
                data = some(sample, channels * 50)
                alpha = unpacked(data, sample)[channels - 1::channels]
                expected = bytes(255 if a == ONE[sample] else 0 for a in alpha)
                self.assertTrue(0 < expected.count(255) < 50)
                self.assertEqual(pixels.opaque(data, channels, sample), expected)
                out = pixels.with_alpha(data, expected, channels, sample)
                self.assertEqual(pixels.opaque(out, channels, sample), expected)
                for k in range(channels - 1):
                    self.assertEqual(unpacked(out, sample)[k::channels], unpacked(data, sample)[k::channels])

    def test_nearly_opaque_is_not(self):
        self.assertEqual(pixels.opaque(struct.pack("<4H", 0, 65534, 0, 65535), 2, "U16"), b"\0\xff")
        below = struct.pack("<2f", 0, 0.99999994)
        self.assertEqual(pixels.opaque(below, 2, "F32"), b"\0")

    def test_changed(self):
        before = some("U16", 4 * 60)
        after = bytearray(before)
        after[8 * 3] ^= 1
        after[8 * 59 + 7] ^= 128
        expected = bytes(255 if i in (3, 59) else 0 for i in range(60))
        self.assertEqual(pixels.changed(before, bytes(after), 8), expected)
        self.assertEqual(pixels.changed(before, before, 8), bytes(60))

    def test_keep_outside(self):
        for size in (1, 4, 16):
            original, rendered = random.randbytes(size * 45), random.randbytes(size * 45)
            where = bytes(random.choice([0, 1, 128, 255]) for _ in range(30)) + bytes([255]) * 15
            expected = b"".join((rendered if w else original)[i * size:(i + 1) * size] for i, w in enumerate(where))
            data = bytearray(rendered)
            pixels.keep_outside(memoryview(data), original, where, size)
            self.assertEqual(bytes(data), expected)

    def test_bounds_and_part(self):
        self.assertIsNone(pixels.bounds(bytes(12), 4))
        values = bytearray(40)
        values[2 * 8 + 3] = values[4 * 8 + 5] = 1
        self.assertEqual(pixels.bounds(bytes(values), 8), (3, 2, 3, 3))
        self.assertEqual(pixels.part(bytes(range(40)), 8, (3, 2, 3, 2), 1), bytes([19, 20, 21, 27, 28, 29]))
        self.assertEqual(pixels.part(bytes(range(40)), 4, (1, 0, 1, 2), 2), bytes([2, 3, 10, 11]))

    def test_scaled(self):
        self.assertEqual(pixels.scaled(bytes([9] * 35), 7, 5, (3, 2)), bytes([9] * 6))
        self.assertEqual(pixels.scaled(bytes([0, 0, 200, 200] * 2), 4, 2, (2, 1)), bytes([0, 200]))

    def test_feathered(self):
        width, height, feather = 61, 43, 5
        values = bytearray(width * height)
        for x, y in ((20, 15), (21, 15), (40, 30), (0, 0)):
            values[y * width + x] = 255
        out = pixels.feathered(bytes(values), width, height, feather)
        for y in range(height):
            for x in range(width):
                away = min(max(abs(x - a), abs(y - b)) for a, b in ((20, 15), (21, 15), (40, 30), (0, 0)))
                v = out[y * width + x]
                least = 255 if away == 0 else 1 if away == 1 else 0
                self.assertTrue(least <= v <= (0 if away > 2 * feather else 255), (x, y, v))
        self.assertEqual(pixels.feathered(bytes(values), width, height, 1), bytes(values))

    def test_both_either(self):
        self.assertEqual(pixels.both(b"\xff\xff\0", b"\x80\0\x80"), b"\x80\0\0")
        self.assertEqual(pixels.either(b"\xff\0\0", b"\x80\x80\0"), b"\xff\x80\0")


if __name__ == "__main__":
    unittest.main()
