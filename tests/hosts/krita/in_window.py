# SPDX-License-Identifier: GPL-3.0-or-later
"""A plug-in that drives the other one in Krita's window: from the menu to a new layer, undone and made again. Each step
begins on Krita's own event loop, where it brings its window up to date."""
import os
import traceback

from krita import Extension, Krita
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication, QMessageBox

PATIENCE = 60_000  # ms, for each step


def finish(words):
    with open(os.environ["COUNTENANCE_TEST_LOG"], "w", encoding="utf-8") as log:
        log.write(words)
    os._exit(0)  # nothing is asked, and nothing is saved


class Case:
    def __init__(self):
        self.krita = Krita.instance()
        self.document = self.before = self.after = None
        self.go(self.opened)

    def go(self, step, waited=0):
        """`step` again and again, until it gives the next one; the last gives "all passed"."""
        try:
            after = step()
        except Exception:
            finish(f"{traceback.format_exc()}failed\n")
        if isinstance(after, str):
            finish(after)
        elif waited > PATIENCE:
            finish(f"{step.__name__}: it did not come to it\nfailed\n")
        else:
            QTimer.singleShot(100, lambda: self.go(after or step, 0 if after else waited + 100))

    def shown(self):
        self.document.refreshProjection()
        self.document.waitForDone()
        return bytes(self.document.pixelData(0, 0, self.document.width(), self.document.height()))

    def layers(self):
        return [node.name() for node in self.document.topLevelNodes()]

    def opened(self):
        import plain
        window = self.krita.activeWindow()
        if not window:
            return None
        window.addView(self.krita.openDocument(plain.portrait_file("grace_hopper.jpg")))
        return self.chosen

    def chosen(self):
        self.document = self.krita.activeDocument()
        if not self.document or not self.document.activeNode():
            return None
        self.before = self.shown()
        QTimer.singleShot(100, self.press)
        action = self.krita.action("countenance_retouch")
        assert action.text() == "Retouch Portrait…" and action.isEnabled()
        action.trigger()  # until the dialog is closed
        return self.written

    def press(self, waited=0):
        """The dialog has an event loop of its own, in which no step is made."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox) or waited > PATIENCE:
            finish(f"{dialog.text() if isinstance(dialog, QMessageBox) else 'the dialog is never ready'}\nfailed\n")
        if not dialog or not dialog.ok.isEnabled():
            QTimer.singleShot(100, lambda: self.press(waited + 100))
            return
        if "COUNTENANCE_SHOTS" in os.environ:
            dialog.grab().save(os.environ["COUNTENANCE_SHOTS"] + "/in-krita.png")
        dialog.ok.click()

    def written(self):
        if not self.document.activeNode().name().startswith("Countenance: "):
            return None  # the new layer becomes the active one
        self.after = self.shown()
        assert self.after != self.before and len(self.layers()) == 2, self.layers()
        self.krita.action("edit_undo").trigger()
        return self.undone

    def undone(self):
        if len(self.layers()) == 2:
            return None
        assert self.shown() == self.before  # one step
        self.krita.action("edit_redo").trigger()
        return self.made_again

    def made_again(self):
        if len(self.layers()) == 1:
            return None
        assert self.shown() == self.after
        return "all passed\n"


class Driver(Extension):
    def setup(self):
        pass

    def createActions(self, _window):
        QTimer.singleShot(500, Case)


Krita.instance().addExtension(Driver(Krita.instance()))
