# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu's entry: from the active layer to a new one above it."""
from krita import Extension, Krita
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QDialog, QMessageBox

from . import abi, layer, settings
from .dialog import Dialog

TITLE = "Retouch Portrait"


def _last_used():
    """As it was left the last time; where that cannot be read any more, as it was at first."""
    kept = Krita.instance().readSetting("countenance", "settings", "")
    try:
        return settings.of_json(kept) if kept else settings.first()
    except abi.Error:
        return settings.first()


def retouch(document, parent=None):
    """The dialog, and what it decides. Error: nothing was changed."""
    if document is None:
        raise abi.Error(2, "open a picture first")
    chosen = layer.chosen(document, document.activeNode())
    dialog = Dialog(chosen, chosen.settings or _last_used(), parent)
    if dialog.exec_() != QDialog.Accepted:
        return
    done, wished = dialog.outcome, dialog.wished
    Krita.instance().writeSetting("countenance", "settings", settings.to_json(wished))
    written = done.pixels and layer.write(document, chosen, done.pixels, done.verdict, wished, done.feather)
    if written:  # becomes active once the layer box knows it
        QTimer.singleShot(0, lambda: document.setActiveNode(written))
    else:
        QMessageBox.information(parent, TITLE, done.sentence)


class Countenance(Extension):
    def setup(self):
        pass

    def createActions(self, window):
        action = window.createAction("countenance_retouch", TITLE + "…", "tools/scripts")
        action.triggered.connect(self._run)

    def _run(self):
        parent = Krita.instance().activeWindow().qwindow()
        try:
            retouch(Krita.instance().activeDocument(), parent)
        except abi.Error as error:
            QMessageBox.warning(parent, TITLE, str(error))
        except Exception as error:  # of no kind that is foreseen; Krita would show a traceback
            QMessageBox.warning(parent, TITLE, f"something went wrong, please report it: {error!r}")
