# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the dialog: a dial with a tick where a limit holds it back, and a gauge."""
from PyQt5.QtCore import QObject, QRectF, QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QDoubleSpinBox, QLabel, QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

GREEN, AMBER, RED = QColor(104, 170, 100), QColor(221, 160, 60), QColor(205, 84, 72)
NEAR = 0.8  # of a limit: from there a gauge is amber

# How a unit is shown: times, decimals, step, after it.
_SHOWN = {"stops": (1, 2, 0.05, " stops"), "degrees": (1, 0, 1, "°")}
_SHARE = (100, 0, 1, "")


class _Slider(QSlider):
    """Up to the tick a limit lets it go; None: nothing holds it back."""
    def __init__(self):
        super().__init__(Qt.Horizontal)
        self.tick = None

    def paintEvent(self, event):
        super().paintEvent(event)
        if self.tick is None:
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PM_SliderLength, option, self)
        at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), self.tick, self.width() - handle)
        QPainter(self).fillRect(QRectF(at + handle / 2 - 1, 1, 2.5, self.height() - 2), AMBER)

    def wheelEvent(self, event):
        event.ignore()  # the column scrolls


class DialRow(QObject):
    moved = pyqtSignal(str, float)  # name and value, by hand

    def __init__(self, dial, parent):
        super().__init__(parent)
        self.dial = dial
        self._times, decimals, self._step, after = _SHOWN.get(dial.unit, _SHARE)
        self.label, self.slider, self.number = QLabel(dial.title), _Slider(), QDoubleSpinBox()
        self.slider.setRange(self._steps(dial.low), self._steps(dial.high))
        self.slider.setPageStep(max(1, (self.slider.maximum() - self.slider.minimum()) // 10))
        self.slider.setMinimumWidth(150)
        self.number.setDecimals(decimals)
        self.number.setSingleStep(self._step)
        self.number.setSuffix(after)
        self.number.setRange(dial.low * self._times, dial.high * self._times)
        self.number.setKeyboardTracking(False)
        self.number.setAlignment(Qt.AlignRight)
        self.label.setBuddy(self.slider)
        for widget in (self.label, self.slider, self.number):
            widget.setToolTip(dial.help[:1].upper() + dial.help[1:])
        self.slider.setAccessibleName(dial.title)
        self.number.setAccessibleName(dial.title)
        self.slider.valueChanged.connect(lambda steps: self._by_hand(steps * self._step))
        self.number.valueChanged.connect(self._by_hand)

    def add_to(self, grid, row):
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.number, row, 2)

    def _steps(self, value):
        return round(value * self._times / self._step)

    def _by_hand(self, number):
        self.show(number / self._times)
        self.moved.emit(self.dial.name, min(max(number / self._times, self.dial.low), self.dial.high))

    def show(self, value):
        blocked = [QSignalBlocker(self.slider), QSignalBlocker(self.number)]
        self.slider.setValue(self._steps(value))
        self.number.setValue(value * self._times)
        del blocked

    def hold(self, most, notes):
        """A limit lets it go to `most`; None: none holds it back."""
        self.slider.tick = None if most is None else self._steps(most)
        self.slider.setToolTip("\n".join([self.label.toolTip(), *(note[:1].upper() + note[1:] for note in notes)]))
        self.slider.update()


class _Bar(QWidget):
    def __init__(self):
        super().__init__()
        self.share = None
        self.setFixedHeight(9)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)

    def paintEvent(self, _event):
        painter = QPainter(self)
        ground = self.palette().windowText().color()
        ground.setAlpha(45)
        painter.fillRect(self.rect(), ground)
        if self.share is not None:
            colour = GREEN if self.share < NEAR else AMBER if self.share <= 1 else RED
            painter.fillRect(QRectF(0, 0, self.width() * min(1, self.share), self.height()), colour)
        painter.fillRect(QRectF(self.width() - 2, 0, 2, self.height()), self.palette().windowText().color())


class GaugeRow:
    def __init__(self, title):
        self.label, self.bar, self.words = QLabel(title), _Bar(), QLabel()
        self.bar.setAccessibleName(title)
        self.words.setMinimumWidth(self.words.fontMetrics().horizontalAdvance("100 %, right cheek "))

    def add_to(self, grid, row):
        for column, widget in enumerate((self.label, self.bar, self.words)):
            grid.addWidget(widget, row, column)

    def show(self, gauge):
        """None: not in this policy."""
        self.bar.share = gauge.share if gauge else None
        share = "" if not gauge or gauge.share is None else f"{100 * gauge.share:.0f} %"
        place = f", {gauge.where}" if share and gauge.where and gauge.share > 0 else ""
        self.words.setText(share + place if share else gauge.words if gauge else "no limit")
        self.words.setToolTip(self.words.text())
        self.bar.setAccessibleDescription(self.words.text())
        self.bar.update()

    def set_visible(self, visible):
        for widget in (self.label, self.bar, self.words):
            widget.setVisible(visible)
