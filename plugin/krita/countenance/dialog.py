# SPDX-License-Identifier: GPL-3.0-or-later
"""Retouch Portrait: what the picture is for, the dials, how it stands, and the picture. It writes nothing: once it is
accepted, `outcome` is what is to be written, and `wished` the settings it was made with."""
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import (QButtonGroup, QComboBox, QDialog, QDialogButtonBox, QFrame, QGridLayout, QHBoxLayout,
                             QLabel, QProgressBar, QScrollArea, QToolButton, QVBoxLayout, QWidget)

from . import abi, settings, words
from .rows import AMBER, GREEN, RED, DialRow, GaugeRow
from .view import View
from .worker import Worker

GAUGES = 5  # that are always shown
FIRST = 800  # px: longest side of what is shown while faces are looked for
SETTLE = 40  # ms without a move, before the work for a wish begins


class Dialog(QDialog):
    def __init__(self, layer, start, parent=None):
        super().__init__(parent)
        self.setWindowTitle("Retouch Portrait — Countenance")
        self.wished, self.outcome = start, None
        self._boxes = []  # of the faces, once they are found
        self.view = View(layer.picture.width, layer.picture.height)
        k = FIRST / max(layer.picture.width, layer.picture.height)
        self.view.show_first(layer.node.thumbnail(int(k * layer.picture.width), int(k * layer.picture.height)))
        self.worker = Worker(layer.picture, layer.where)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(lambda: self.worker.wish(self.wished))
        self._build()
        self._connect()
        self._show_wished()
        self.resize(1160, 840)
        self.worker.start()
        self.worker.wish(self.wished)

    # What it is made of

    def _build(self):
        side = QVBoxLayout()
        side.addLayout(self._choosers())
        side.addWidget(self._dials(), 1)
        side.addLayout(self._gauges())
        side.addWidget(self._verdict())
        left = QVBoxLayout()
        left.addLayout(self._tools())
        left.addWidget(self.view, 1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 1)
        columns.addLayout(side)
        whole = QVBoxLayout(self)
        whole.addLayout(columns, 1)
        whole.addLayout(self._buttons())

    def _tools(self):
        row, self._zoom = QHBoxLayout(), QButtonGroup(self)
        for fit, title in ((1, "Fit"), (0, "100 %")):
            button = QToolButton(text=title, checkable=True, checked=bool(fit), autoRaise=True)
            self._zoom.addButton(button, fit)
            row.addWidget(button)
        self._zoom.buttonClicked.connect(lambda _: self.view.set_fit(self._zoom.checkedId() == 1))
        self.faces = QComboBox(accessibleName="Face")
        self.faces.addItem("All faces")
        self.faces.hide()
        row.addWidget(self.faces)
        row.addStretch(1)
        return row

    def _choosers(self):
        self.preset, self.limits = QComboBox(), QComboBox()
        self.limits.addItem("The preset's own", "")
        for policy in abi.policies():
            for chooser in (self.preset, self.limits):
                locked = " (locked)" if policy.get("locked") else ""
                title = policy.get("title", policy["name"])
                chooser.addItem(title.split(":")[0] + locked, policy["name"])
                item = chooser.model().item(chooser.count() - 1)
                item.setToolTip(policy.get("error") or f"{title}\n{policy['reason']}")
                item.setEnabled("error" not in policy)
        grid = QGridLayout()
        for row, (title, chooser) in enumerate((("&For", self.preset), ("&Limits", self.limits))):
            chooser.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(24)
            label = QLabel(title)
            label.setBuddy(chooser)
            grid.addWidget(label, row, 0)
            grid.addWidget(chooser, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _dials(self):
        inside, grid = QWidget(), QGridLayout()
        leader, dials = settings.all_dials()
        self.dials = {dial.name: DialRow(dial, self) for dial in (leader, *dials)}
        for row, dial in enumerate(self.dials.values()):
            dial.add_to(grid, row)
        font = self.font()
        font.setBold(True)
        self.dials[leader.name].label.setFont(font)
        grid.setRowMinimumHeight(0, 34)
        grid.setVerticalSpacing(2)
        grid.setContentsMargins(0, 4, 8, 4)
        inside.setLayout(grid)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(6 * dial.slider.sizeHint().height())
        scroll.setMinimumWidth(inside.sizeHint().width() + scroll.verticalScrollBar().sizeHint().width())
        return scroll

    def _gauges(self):
        column, grid = QVBoxLayout(), QGridLayout()
        heading = QLabel("Still the same person?")
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self.more = QToolButton(checkable=True, visible=False, autoRaise=True)
        self.more.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        self.gauges = [GaugeRow(title) for _, title in abi.measures()]
        for row, gauge in enumerate(self.gauges):
            gauge.add_to(grid, row)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(3)
        column.setSpacing(4)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addWidget(self.more)
        self._unfold(False)
        return column

    def _verdict(self):
        self.verdict = QLabel(wordWrap=True, textInteractionFlags=Qt.TextSelectableByMouse)
        self.verdict.setMinimumHeight(3 * self.verdict.fontMetrics().lineSpacing() + 18)
        self.verdict.setAlignment(Qt.AlignLeft | Qt.AlignVCenter)
        self._say("Measuring…", AMBER)
        return self.verdict

    def _buttons(self):
        row = QHBoxLayout()
        self.bar = QProgressBar(textVisible=True, minimum=0, maximum=100)
        self.bar.setFormat("%p %")
        self.buttons = QDialogButtonBox(QDialogButtonBox.Reset | QDialogButtonBox.Cancel | QDialogButtonBox.Ok)
        self.ok = self.buttons.button(QDialogButtonBox.Ok)
        self.ok.setText("Re&touch")
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        row.addWidget(self.bar, 1)
        row.addWidget(self.buttons)
        return row

    def _connect(self):
        self.preset.activated.connect(lambda _: self._set(settings.with_preset, self.preset.currentData()))
        self.limits.activated.connect(lambda _: self._set(dict, limits=self.limits.currentData()))
        self.faces.activated.connect(self._choose_face)
        for dial in self.dials.values():
            dial.moved.connect(lambda name, value: self._set(settings.with_dial, name, value))
        self.more.toggled.connect(self._unfold)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.Reset).clicked.connect(lambda: self._set(lambda _: settings.first()))
        self.view.looked.connect(self.worker.look)
        self.worker.opened.connect(self._opened)
        self.worker.shown.connect(self.view.show_pair)
        self.worker.stood.connect(self._stood)
        self.worker.failed.connect(self._failed)
        self.worker.ended.connect(self._ended)
        self.worker.progressed.connect(self._progressed)
        self.worker.finished.connect(self._finished)

    # What is done with it

    def _set(self, change, *arguments, **members):
        try:
            self.wished = change(self.wished, *arguments, **members)
        except abi.Error as error:
            self._failed(str(error))
        self._show_wished()
        self._settle.start()

    def _show_wished(self):
        self.preset.setCurrentIndex(max(0, self.preset.findData(self.wished["preset"])))
        self.limits.setCurrentIndex(max(0, self.limits.findData(self.wished["limits"])))
        self.faces.setCurrentIndex(min(self.wished["face"], self.faces.count() - 1))
        for name, dial in self.dials.items():
            dial.show(self.wished[name])
            dial.hold(None, [])

    def _choose_face(self, face):
        self._set(dict, face=face)
        if face:
            self.view.centre_on(self._boxes[face - 1])

    def _opened(self, faces):
        self._boxes = [face["box"] for face in faces]
        for number, face in enumerate(faces, 1):
            self.faces.addItem(f"Face {number}")
            item = self.faces.model().item(number)
            item.setEnabled(face["usable"])
            item.setToolTip(face.get("reason", ""))
        usable = [face["box"] for face in faces if face["usable"]]
        self.view.centre_on(usable[0])
        self.faces.setVisible(len(faces) > 1)
        if self.wished["face"] > len(faces):  # of the picture before
            self._set(dict, face=0)
        self._show_wished()
        self.view.say("")
        self.bar.setVisible(False)

    def _stood(self, verdict):
        standing = words.standing(verdict)
        shown = {gauge.title: gauge for gauge in standing.gauges}
        for row in self.gauges:
            row.show(shown.get(row.label.text()))
        shares = [shown[row.label.text()].share or 0 for row in self.gauges[GAUGES:] if row.label.text() in shown]
        self.more.setText(f"{len(self.gauges) - GAUGES} more, the highest at {100 * max(shares, default=0):.0f} %")
        self.more.show()
        granted = words.granted(verdict)
        for name, dial in self.dials.items():
            dial.hold(*granted.get(name, (None, [])))
        held = any(most is not None for most, _ in granted.values())
        self._say(standing.sentence, RED if not standing.within else AMBER if held else GREEN)
        self.ok.setEnabled(standing.within)

    def _say(self, sentence, colour):
        soft = f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, 40)"
        self.verdict.setText(sentence)
        self.verdict.setStyleSheet(f"QLabel {{ background: {soft}; border: 1px solid {colour.name()}; "
                                   f"border-radius: 3px; padding: 6px; }}")

    def _failed(self, sentence):
        sentence = sentence[:1].upper() + sentence[1:]
        self._busy(False)
        self.ok.setEnabled(False)
        self.view.fail(sentence)
        self._say(sentence, RED)

    def _ended(self, sentence):
        self._failed(sentence)
        self._busy(True)  # nothing is to be set any more
        self.bar.setVisible(False)

    def _progressed(self, share, _stage):
        self.bar.setValue(round(100 * share))

    def _busy(self, busy):
        """While it is finished only Cancel answers."""
        widgets = [self.preset, self.limits, self.faces, self.ok, self.buttons.button(QDialogButtonBox.Reset)]
        for dial in self.dials.values():
            widgets += [dial.slider, dial.number]
        for widget in widgets:
            widget.setEnabled(not busy)
        self.bar.setVisible(busy)

    def _unfold(self, shown):
        self.more.setArrowType(Qt.DownArrow if shown else Qt.RightArrow)
        for row in self.gauges[GAUGES:]:
            row.set_visible(shown)

    def _accept(self):
        self._settle.stop()
        self._busy(True)
        self.bar.setValue(0)
        self.worker.finish(self.wished)

    def _finished(self, done):
        self.outcome = done
        self.accept()

    def done(self, result):
        """However it ends: nothing of the work outlives it."""
        self.worker.stop()
        super().done(result)
