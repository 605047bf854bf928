# SPDX-License-Identifier: GPL-3.0-or-later
"""A retouch as a new layer: precisions, profiles, selection, alpha, place in the image, and once more."""
import unittest

import documents
from countenance import abi, layer, pixels, settings
from krita import Selection
from PyQt5.QtCore import QByteArray


class Layers(unittest.TestCase):
    def setUp(self):
        self.open = []
        self.addCleanup(lambda: [document.close() for document in self.open])

    def portrait(self, *arguments, **named):
        document = documents.portrait(*arguments, **named)
        self.open.append(document)
        return document

    def by_program(self, *arguments):
        document = documents.by_program(*arguments)
        self.open.append(document)
        return documents.shown(document)

    def check_as_program(self, document):
        before, profile = documents.shown(document), document.colorProfile()
        original = documents.only_layer(document)
        expected = self.by_program(documents.export(document))
        pixel = len(before) // (document.width() * document.height())
        data = bytes(original.pixelData(0, 0, document.width(), document.height()))
        node, done = documents.retouched(document)
        self.assertRegex(node.name(), r"^Countenance: 0\.\d\d of limit$")
        self.assertEqual(node.name(), f"Countenance: {done.verdict['report']['drift']:.2f} of limit")
        after = documents.shown(document)
        self.assertEqual(after, expected)
        changed = pixels.changed(before, after, pixel)
        self.assertGreater(changed.count(255), 5000)
        alpha = self.alpha_of(node, document)
        self.assertEqual(pixels.both(alpha, changed), changed)  # 1 wherever a pixel was changed
        self.assertTrue(any(0 < v < 255 for v in alpha))  # and feathered beyond
        self.assertEqual(bytes(original.pixelData(0, 0, document.width(), document.height())), data)
        self.assertEqual((document.colorProfile(), node.colorProfile(), node.colorDepth(), node.colorModel()),
                         (profile, profile, document.colorDepth(), document.colorModel()))
        node.setVisible(False)
        self.assertEqual(documents.shown(document), before)

    def alpha_of(self, node, document):
        """The most significant byte of each pixel's alpha."""
        data = bytes(node.pixelData(0, 0, document.width(), document.height()))
        pixel = len(data) // (document.width() * document.height())
        return data[pixel - 1::pixel]

    def test_8_bit(self):
        self.check_as_program(self.portrait())

    def test_16_bit_of_another_profile(self):
        self.check_as_program(self.portrait("U16", "ClayRGB-elle-V2-g22.icc"))

    def test_grey(self):
        self.check_as_program(self.portrait("U8", "Gray-D50-elle-V2-srgbtrc.icc", "GRAYA"))

    def test_linear_float(self):
        for depth in ("F16", "F32"):
            with self.subTest(depth):
                document = self.portrait(depth, "sRGB-elle-V2-g10.icc")
                before = documents.shown(document)
                node, done = documents.retouched(document)
                chosen = layer._read(documents.only_layer(document))[0]
                self.assertEqual((node.colorDepth(), chosen.sample), (depth, depth))
                expected = pixels.swapped(done.pixels, 4, depth)
                self.assertEqual(documents.shown(document), expected)
                self.assertNotEqual(before, expected)

    def test_feathered_selection(self):
        document = self.portrait("U16", "ClayRGB-elle-V2-g22.icc")
        width, height = document.width(), document.height()
        path, before = documents.export(document), documents.shown(document)
        selection = Selection()
        selection.select(200, 60, 100, 170, 255)
        selection.feather(12)
        document.setSelection(selection)
        where = bytes(document.selection().pixelData(0, 0, width, height))
        self.assertTrue(0 < where.count(0) < len(where) and any(0 < v < 255 for v in where))
        node, _ = documents.retouched(document)
        after = documents.shown(document)
        changed = pixels.changed(before, after, 8)
        self.assertGreater(changed.count(255), 1000)
        outside = bytes(255 if v == 0 else 0 for v in where)
        self.assertEqual(pixels.both(changed, outside).count(0), len(changed))
        masked = self.by_program(path, "--mask", str(documents.mask_file(where, width, height)))
        expected = bytearray(masked)  # the program blurs no mask, but resizes it: its edges may go a pixel further
        pixels.keep_outside(expected, before, where, 8)
        self.assertEqual(after, bytes(expected))
        self.assertIsNotNone(node)

    def test_alpha_that_is_not_full_is_left_alone(self):
        document = self.portrait()
        node, width, height = documents.only_layer(document), document.width(), document.height()
        data = bytearray(node.pixelData(0, 0, width, height))
        for y in range(height):  # the subject's left half lets what lies below through
            row = y * width * 4
            data[row + 4 * (width // 2) + 3:row + 4 * width:4] = bytes([200]) * (width - width // 2)
        node.setPixelData(QByteArray(bytes(data)), 0, 0, width, height)
        before = documents.shown(document)
        documents.retouched(document)
        changed = pixels.changed(before, documents.shown(document), 4)
        self.assertGreater(changed.count(255), 1000)
        right = bytes([0] * (width // 2) + [255] * (width - width // 2)) * height
        self.assertEqual(pixels.both(changed, right).count(0), len(changed))

    def test_larger_than_the_image_and_in_a_group(self):
        plain_document = self.portrait()
        expected, done = documents.retouched(plain_document)
        document = self.portrait()
        node = documents.only_layer(document)
        group = document.createGroupLayer("group")
        document.rootNode().addChildNode(group, None)
        inside = node.duplicate()
        group.addChildNode(inside, None)
        node.remove()
        inside.move(-40, 0)
        document.refreshProjection()
        made, moved = documents.retouched(document, node=inside)
        self.assertEqual(made.parentNode().name(), "group")
        self.assertEqual(moved.pixels, done.pixels)
        x, y = expected.bounds().x(), expected.bounds().y()
        self.assertEqual((made.bounds().x(), made.bounds().y()), (x - 40, y))

    def test_again(self):
        document = self.portrait()
        path, before = documents.export(document), documents.shown(document)
        wished = settings.with_dial(settings.first(), "retouch", 0.75)
        first, _ = documents.retouched(document, wished)
        self.assertEqual(layer.chosen(document, first).settings, wished)
        again = dict(settings.with_dial(wished, "retouch", 0.0), even=0.25, dials="own")
        second, _ = documents.retouched(document, again, first)
        # from the original, and with nothing of the first retouch to be seen
        self.assertEqual(documents.shown(document), self.by_program(path, "--retouch", "0", "--even", "0.25"))

        kept = documents.FOLDER / "kept.kra"
        self.assertTrue(document.saveAs(str(kept)))
        reopened = documents.opened(kept)
        self.open.append(reopened)
        self.assertEqual(layer.chosen(reopened, reopened.nodeByName(second.name())).settings, again)

        original = documents.only_layer(document)
        size = (0, 0, document.width(), document.height())
        original.setPixelData(QByteArray(bytes(reversed(before))), *size)
        with self.assertRaisesRegex(abi.Error, "its original is not in the image"):
            layer.chosen(document, first)


if __name__ == "__main__":
    unittest.main()
