# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture, original left and retouched right of a line that can be dragged; fitted, or a pixel a pixel and
panned."""
from PyQt5.QtCore import QPoint, QRect, QRectF, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPen
from PyQt5.QtWidgets import QWidget

_BACK, _LINE, _CAPTION = QColor(38, 38, 38), QColor(255, 255, 255, 220), QColor(20, 20, 20, 170)
_NEAR = 14  # px of the line: there it is taken


class View(QWidget):
    looked = pyqtSignal(object, object)  # x, y, width, height of the photo; width, height in px

    def __init__(self, width, height, parent=None):
        super().__init__(parent)
        self.setMinimumSize(420, 460)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.StrongFocus)
        self.setAccessibleName("Original and retouched picture")
        self._photo = (width, height)
        self._centre = (width / 2, height / 2)
        self._fit, self._split, self._drag = True, 0.5, None
        self._images, self._view = None, None
        self._words = "Looking for faces…"
        self._timer = QTimer(self, singleShot=True, interval=60)
        self._timer.timeout.connect(lambda: self.looked.emit(*self.wanted()))

    def wanted(self):
        """The view, and its size in pixels of the screen."""
        ratio, (width, height) = self.devicePixelRatioF(), self._photo
        room = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        if self._fit:
            k = min(room[0] / width, room[1] / height, 1)
            return (0, 0, width, height), (max(1, int(width * k)), max(1, int(height * k)))
        w, h = min(width, room[0]), min(height, room[1])
        x = min(max(0, round(self._centre[0] - w / 2)), width - w)
        y = min(max(0, round(self._centre[1] - h / 2)), height - h)
        return (x, y, w, h), (w, h)

    def show_pair(self, shown):
        def image(data):
            return QImage(data, *shown.size, 3 * shown.size[0], QImage.Format_RGB888).copy()
        self._images, self._view, self._words = (image(shown.before), image(shown.after)), shown.view, ""
        self.update()

    def show_first(self, image):
        """Until there is a pair."""
        if not image.isNull():
            self._images = image, image

    def say(self, words):
        self._words = words
        self.update()

    def fail(self, words):
        """Over the picture, where it was never seen as retouched."""
        self.say("" if self._view else words)

    def set_fit(self, fit):
        self._fit = fit
        self._timer.start()

    def centre_on(self, box):
        self._centre = (box[0] + box[2] / 2, box[1] + box[3] / 2)
        if not self._fit:
            self._timer.start()

    def _place(self):
        """Where the picture lies in the widget."""
        ratio = self.devicePixelRatioF()
        size = self._images[0].size()
        k = min(self.width() / size.width(), self.height() / size.height()) if self._fit else 1 / ratio
        width, height = size.width() * k, size.height() * k
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _line(self, place):
        return place.left() + self._split * place.width()

    def paintEvent(self, _event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), _BACK)
        if self._images:
            painter.setRenderHint(QPainter.SmoothPixmapTransform)
            self._paint_pair(painter, self._place())
        if self._words:
            painter.setPen(Qt.white)
            area = self.rect().adjusted(24, 24, -24, -24)
            wide = painter.boundingRect(area, Qt.AlignCenter | Qt.TextWordWrap, self._words)
            painter.fillRect(wide.adjusted(-12, -8, 12, 8), _CAPTION)
            painter.drawText(area, Qt.AlignCenter | Qt.TextWordWrap, self._words)

    def _paint_pair(self, painter, place):
        line = self._line(place)
        painter.drawImage(place, self._images[0])
        if self._view is None:
            return
        painter.save()
        painter.setClipRect(QRectF(line, place.top(), place.right() - line, place.height()))
        painter.drawImage(place, self._images[1])
        painter.restore()
        painter.setPen(QPen(_LINE, 1.5))
        painter.drawLine(round(line), round(place.top()), round(line), round(place.bottom()))
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setBrush(_LINE)
        middle = QPoint(round(line), round(place.center().y()))
        painter.drawEllipse(middle, 11, 11)
        painter.setPen(QPen(QColor(60, 60, 60), 1.5))
        for way in (-1, 1):
            tip = middle + QPoint(6 * way, 0)
            painter.drawLine(tip, tip - QPoint(3 * way, 3))
            painter.drawLine(tip, tip - QPoint(3 * way, -3))
        self._caption(painter, "Original", place, True)
        self._caption(painter, "Retouched", place, False)

    def _caption(self, painter, words, place, left):
        size = painter.fontMetrics().size(0, words)
        box = QRect(0, 0, size.width() + 14, size.height() + 8)
        if left:
            box.moveBottomLeft(QPoint(round(place.left()) + 8, round(place.bottom()) - 8))
        else:
            box.moveBottomRight(QPoint(round(place.right()) - 8, round(place.bottom()) - 8))
        painter.setPen(Qt.NoPen)
        painter.setBrush(_CAPTION)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(Qt.white)
        painter.drawText(box, Qt.AlignCenter, words)

    def _on_line(self, x):
        return self._images and abs(x - self._line(self._place())) <= _NEAR

    def mousePressEvent(self, event):
        if event.button() == Qt.LeftButton:
            self._drag = None if self._on_line(event.x()) else (event.pos(), self._centre)
            self._move_line = self._on_line(event.x())

    def mouseMoveEvent(self, event):
        self.setCursor(Qt.SplitHCursor if self._on_line(event.x()) else Qt.ArrowCursor)
        if not event.buttons() & Qt.LeftButton or not self._images:
            return
        if self._move_line:
            self._move_split(event.x())
        elif self._drag and not self._fit:
            moved, ratio = event.pos() - self._drag[0], self.devicePixelRatioF()
            self._centre = self._drag[1][0] - moved.x() * ratio, self._drag[1][1] - moved.y() * ratio
            self._timer.start()

    def _move_split(self, x):
        place = self._place()
        self._split = min(1, max(0, (x - place.left()) / place.width()))
        self.update()

    def keyPressEvent(self, event):
        step = {Qt.Key_Left: -0.05, Qt.Key_Right: 0.05}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._split = min(1, max(0, self._split + step))
            self.update()

    def resizeEvent(self, _event):
        self._timer.start()
