# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog over a real portrait, without a window of Krita's. Pictures of it go to $COUNTENANCE_SHOTS, where that is
set."""
import os
import time
import unittest
from unittest import mock

import documents
from countenance import abi, extension, layer, retouch, settings
from countenance.dialog import Dialog
from krita import Krita
from PyQt5.QtCore import QEventLoop, QPoint, Qt, QTimer
from PyQt5.QtGui import QColor
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialog, QDialogButtonBox, QMessageBox

PATIENCE = 60  # seconds


def turn():
    """One turn of the event loop; other threads run meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(10, loop.quit)
    loop.exec_()


def wait_for(what):
    until = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > until:
            raise AssertionError("it did not come to it")
        turn()


class Case(unittest.TestCase):
    def setUp(self):
        self.document = documents.portrait()
        self.addCleanup(self.document.close)
        self.before = documents.shown(self.document)
        self.verdicts, self.failures, self.shown = [], [], []

    def dialog(self, start=None):
        self.chosen = layer.chosen(self.document, documents.only_layer(self.document))
        dialog = Dialog(self.chosen, start or settings.first())
        self.addCleanup(dialog.reject)
        dialog.worker.stood.connect(self.verdicts.append)
        dialog.worker.failed.connect(self.failures.append)
        dialog.worker.ended.connect(self.failures.append)
        dialog.worker.shown.connect(self.shown.append)
        dialog.show()
        return dialog

    def ready(self, start=None):
        dialog = self.dialog(start)
        wait_for(lambda: self.failures or self.verdicts and dialog.ok.isEnabled())
        self.assertEqual(self.failures, [])
        return dialog

    def settled(self, dialog):
        """The verdict of what is wished for now."""
        count = len(self.verdicts)
        wait_for(lambda: self.failures or len(self.verdicts) > count)
        return dialog

    def keep(self, dialog, name):
        folder = os.environ.get("COUNTENANCE_SHOTS")
        turn()
        picture = dialog.grab()
        if folder:
            picture.save(os.path.join(folder, name + ".png"))
        return picture.toImage()


class Rows(Case):
    def test_dials_gauges_and_policies(self):
        dialog = self.ready()
        wait_for(lambda: len(self.shown) > 1)
        self.assertNotEqual(self.shown[-1].before, self.shown[-1].after)
        self.keep(dialog, "natural")
        bars = [row.bar.share for row in dialog.gauges]
        self.assertTrue(any(share for share in bars))
        self.assertIn("natural", dialog.verdict.text())

        leader = dialog.dials["retouch"]
        QTest.keyClick(leader.slider, Qt.Key_Home)
        self.settled(dialog)
        self.assertEqual((dialog.wished["retouch"], dialog.wished["dials"]), (0, "retouch"))
        self.assertTrue(all(dialog.dials[dial.name].number.value() == 0 for dial in abi.dials()))
        self.assertTrue(all(not row.bar.share for row in dialog.gauges))
        QTest.keyClick(leader.slider, Qt.Key_End)
        self.settled(dialog)
        self.assertNotEqual([row.bar.share for row in dialog.gauges], bars)
        held = [name for name, dial in dialog.dials.items() if dial.slider.tick is not None]
        self.assertTrue(held)
        self.assertIn("held back", dialog.verdict.text())
        self.assertTrue(dialog.ok.isEnabled())
        self.keep(dialog, "held-back")
        dialog.more.click()
        self.keep(dialog, "all-gauges")

        QTest.keyClick(dialog.dials[held[0]].slider, Qt.Key_Left)
        self.settled(dialog)
        self.assertEqual(dialog.wished["dials"], "own")
        self.assertLess(dialog.wished[held[0]], dialog.dials[held[0]].dial.high)

        dialog.limits.setCurrentIndex(dialog.limits.findData("press"))
        dialog.limits.activated.emit(dialog.limits.currentIndex())
        self.settled(dialog)
        self.assertIn("press", dialog.verdict.text())
        self.assertEqual(self.verdicts[-1]["report"]["policy"], "press")

        dialog.preset.setCurrentIndex(dialog.preset.findData("document"))
        dialog.preset.activated.emit(dialog.preset.currentIndex())
        self.settled(dialog)
        self.assertIn("passports", dialog.verdict.text())
        self.assertFalse(dialog.ok.isEnabled())
        self.keep(dialog, "document")
        self.failures.clear()

        dialog.buttons.button(QDialogButtonBox.Reset).click()
        self.settled(dialog)
        self.assertEqual(dialog.wished, settings.first())
        self.assertTrue(dialog.ok.isEnabled())

    def test_view(self):
        dialog = self.ready()
        wait_for(lambda: self.shown)
        self.assertEqual(self.shown[-1].view, (0, 0, self.document.width(), self.document.height()))
        view = dialog.view
        line = view._line(view._place())
        middle = view.height() // 2
        QTest.mousePress(view, Qt.LeftButton, Qt.NoModifier, QPoint(round(line), middle))
        QTest.mouseMove(view, QPoint(round(line) + 60, middle))
        QTest.mouseRelease(view, Qt.LeftButton, Qt.NoModifier, QPoint(round(line) + 60, middle))
        view.setFixedSize(430, 470)  # smaller than the picture
        dialog._zoom.button(0).click()
        wait_for(lambda: self.shown[-1].size == (430, 470))
        self.assertEqual(self.shown[-1].view[2:], (430, 470))
        image = self.keep(dialog, "pixels")
        colours = {image.pixel(x, y) for x in range(40, 400, 9) for y in range(60, 400, 9)}
        self.assertGreater(len(colours), 200)
        self.assertNotEqual(colours, {QColor(38, 38, 38).rgb()})


class Ends(Case):
    def test_cancel_at_once(self):
        for begun in (lambda dialog: True, lambda dialog: self.verdicts):
            with self.subTest():
                dialog = self.dialog()
                wait_for(lambda: begun(dialog))
                start = time.monotonic()
                dialog.buttons.button(QDialogButtonBox.Cancel).click()
                self.assertLess(time.monotonic() - start, 0.6)  # .3, and what a busy machine adds
                self.assertEqual(dialog.result(), QDialog.Rejected)
                wait_for(lambda: not dialog.worker._thread.is_alive())
        self.assertEqual(documents.shown(self.document), self.before)
        self.assertEqual(len(self.document.topLevelNodes()), 1)

    def test_cancel_while_it_is_finished(self):
        dialog = self.ready()
        done = []
        dialog.worker.finished.connect(done.append)
        dialog.ok.click()
        self.assertFalse(dialog.ok.isEnabled())
        wait_for(lambda: dialog.bar.value() > 0)
        dialog.buttons.button(QDialogButtonBox.Cancel).click()
        wait_for(lambda: not dialog.worker._thread.is_alive())
        self.assertEqual((done, dialog.result(), dialog.outcome), ([], QDialog.Rejected, None))

    def run_menu(self, act):
        """The whole way of the menu's entry; `act` has the dialog once it stands."""
        def watch():
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, Dialog) and (dialog.ok.isEnabled() or self.failures):
                act(dialog)
            else:
                QTimer.singleShot(50, watch)
        QTimer.singleShot(50, watch)
        node = documents.only_layer(self.document)
        document = mock.Mock(wraps=self.document, activeNode=lambda: node)
        with mock.patch.object(QMessageBox, "information") as told:
            extension.retouch(document)
        return told

    def test_ok_writes_what_was_shown(self):
        expected = documents.by_program(documents.export(self.document), "--retouch", "0.3")
        self.addCleanup(expected.close)
        Krita.instance().writeSetting("countenance", "settings",
                                      settings.to_json(settings.with_dial(settings.first(), "retouch", 0.3)))
        told = self.run_menu(lambda dialog: dialog.ok.click())
        told.assert_not_called()
        self.assertEqual(documents.shown(self.document), documents.shown(expected))
        kept = settings.of_json(Krita.instance().readSetting("countenance", "settings", ""))
        self.assertEqual(kept["retouch"], 0.3)

    def test_nothing_is_said(self):
        Krita.instance().writeSetting("countenance", "settings", "of another version")
        self.assertEqual(extension._last_used(), settings.first())
        Krita.instance().writeSetting("countenance", "settings",
                                      settings.to_json(settings.with_dial(settings.first(), "retouch", 0.0)))
        told = self.run_menu(lambda dialog: dialog.ok.click())
        self.assertIn("Nothing was changed", told.call_args[0][2])
        self.assertEqual(documents.shown(self.document), self.before)

    def test_no_models(self):
        nowhere = mock.patch.dict(os.environ, COUNTENANCE_MODELS="/nonexistent")
        with nowhere, mock.patch.object(retouch, "_engine", None):
            dialog = self.dialog()
            wait_for(lambda: "nonexistent" in dialog.verdict.text())
        self.assertFalse(dialog.ok.isEnabled() or dialog.dials["even"].slider.isEnabled())
        self.assertTrue(dialog.buttons.button(QDialogButtonBox.Cancel).isEnabled())
        self.keep(dialog, "no-models")


if __name__ == "__main__":
    unittest.main()
