# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be retouched is said in words, and leaves the image as it was."""
import os
import unittest
from unittest import mock

import documents
from countenance import abi, layer, profiles, retouch, settings
from krita import Krita, Selection
from PyQt5.QtCore import QByteArray


class Refusals(unittest.TestCase):
    def setUp(self):
        self.document = documents.portrait()
        self.addCleanup(self.document.close)
        self.before = documents.shown(self.document)
        self.nodes = len(self.document.topLevelNodes())

    def check_refused(self, words, status=None, **named):
        with self.assertRaisesRegex(abi.Error, words) as raised:
            documents.retouched(self.document, **named)
        if status:
            self.assertEqual(raised.exception.status, status)
        self.assertEqual(len(self.document.topLevelNodes()), self.nodes)

    def check_untouched(self):
        self.assertEqual(documents.shown(self.document), self.before)
        self.assertEqual(self.document.annotationTypes(), [])

    def test_policy(self):
        wished = settings.with_preset(settings.first(), "document")
        self.check_refused("passports", abi.REFUSED, wished=wished)
        self.check_untouched()

    def test_no_models(self):
        nowhere = mock.patch.dict(os.environ, COUNTENANCE_MODELS="/nonexistent")
        with nowhere, mock.patch.object(retouch, "_engine", None):
            self.check_refused("nonexistent", abi.MODELS)
        self.check_untouched()

    def test_no_face(self):
        node = documents.only_layer(self.document)
        size = (0, 0, self.document.width(), self.document.height())
        node.setPixelData(QByteArray(bytes([90, 120, 150, 255]) * (size[2] * size[3])), *size)
        self.check_refused("face", abi.NOT_MEASURABLE)
        self.assertEqual(self.document.annotationTypes(), [])

    def test_cancelled(self):
        chosen = layer.chosen(self.document, documents.only_layer(self.document))
        with self.assertRaises(abi.Error) as raised:
            retouch.Session(chosen.picture, chosen.where, lambda share, words: False)
        self.assertEqual(raised.exception.status, abi.CANCELLED)
        session, heard = retouch.Session(chosen.picture, chosen.where), []
        with self.assertRaises(abi.Error) as raised:
            session.finish(settings.first(), lambda share, words: not heard.append(words) and len(heard) < 4)
        self.assertEqual(raised.exception.status, abi.CANCELLED)
        self.check_untouched()

    def test_nothing_to_do(self):
        node, done = documents.retouched(self.document, settings.with_dial(settings.first(), "retouch", 0.0))
        self.assertIsNone(node)
        self.assertIn("Nothing was changed", done.sentence)
        self.check_untouched()

    def test_pixels_that_krita_does_not_take(self):
        chosen = layer.chosen(self.document, documents.only_layer(self.document))
        done = retouch.Session(chosen.picture, chosen.where).finish(settings.first())
        with mock.patch.object(layer.pixels, "swapped", side_effect=lambda data, *_: bytes(data)[:-4]):
            with self.assertRaisesRegex(abi.Error, "nothing was written"):
                layer.write(self.document, chosen, done.pixels, done.verdict, settings.first(), done.feather)
        self.check_untouched()

    def test_layers(self):
        node = documents.only_layer(self.document)
        node.setOpacity(128)
        self.check_refused("not its own pixels")
        node.setOpacity(255)
        node.setBlendingMode("multiply")
        self.check_refused("not its own pixels")
        node.setBlendingMode("normal")
        node.addChildNode(self.document.createNode("mask", "transparencymask"), None)
        self.check_refused("not its own pixels")
        group = self.document.createGroupLayer("group")
        self.document.rootNode().addChildNode(group, None)
        self.nodes += 1
        self.check_refused("paint layer", node=group)
        empty = self.document.createNode("empty", "paintlayer")
        self.document.rootNode().addChildNode(empty, None)
        self.nodes += 1
        self.check_refused("empty", node=empty)
        with self.assertRaisesRegex(abi.Error, "paint layer"):
            layer.chosen(self.document, None)

    def test_notes(self):
        node = documents.only_layer(self.document)
        for note in ("{", '"text"', '{"schema": "countenance.note/1", "original": "of it"}',
                     '{"schema": "countenance.note/1", "original": "of it", "settings": 7}'):
            self.document.setAnnotation("countenance-note-" + node.uniqueId().toString(), "", QByteArray(note.encode()))
            self.check_refused("cannot be read")

    def test_copy_of_a_retouch(self):
        node, _ = documents.retouched(self.document)
        copy = node.duplicate()
        copy.setName("Copy of " + node.name())
        self.document.rootNode().addChildNode(copy, node)
        self.nodes += 2
        self.check_refused("copy of a retouch", node=copy)

    def test_colour(self):
        self.document.setColorSpace("CMYKA", "U8", Krita.instance().profiles("CMYKA", "U8")[0])
        self.check_refused("CMYKA cannot be retouched")
        with self.assertRaisesRegex(abi.Error, "'Nobody knows'"):
            profiles.icc_of("RGBA", "U8", "Nobody knows")

    def test_selection_elsewhere(self):
        selection = Selection()
        selection.select(self.document.width() + 5, 0, 10, 10, 255)
        self.document.setSelection(selection)
        self.nodes = len(self.document.topLevelNodes())
        self.check_refused("selected")

    def test_smallest(self):
        document = Krita.instance().createDocument(1, 1, "one", "RGBA", "U8", self.document.colorProfile(), 72.0)
        self.addCleanup(document.close)
        node = documents.only_layer(document)
        node.setPixelData(QByteArray(bytes([9, 9, 9, 255])), 0, 0, 1, 1)
        with self.assertRaises(abi.Error) as raised:
            documents.retouched(document)
        self.assertEqual(raised.exception.status, abi.NOT_MEASURABLE)


if __name__ == "__main__":
    unittest.main()
