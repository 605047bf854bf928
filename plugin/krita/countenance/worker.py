# SPDX-License-Identifier: GPL-3.0-or-later
"""A Session on a thread of its own: the latest wish wins, and whatever is under way for an older one is cancelled.
Signals reach the dialog on its own thread; after stop() none does."""
import threading
from collections import namedtuple

from PyQt5.QtCore import QObject, pyqtSignal

from . import abi, settings
from .retouch import Session

Shown = namedtuple("Shown", "view size before after")
"""Both 8-bit RGB of `size`."""


class Worker(QObject):
    opened = pyqtSignal(object)  # Session.faces
    shown = pyqtSignal(object)  # Shown
    stood = pyqtSignal(object)  # a verdict, exact
    failed = pyqtSignal(str)  # what was wished for; another wish may do
    ended = pyqtSignal(str)  # the whole work
    progressed = pyqtSignal(float, str)  # of opening and of finishing
    finished = pyqtSignal(object)  # retouch.Done

    def __init__(self, picture, where):
        super().__init__()
        self._given = picture, where
        self._news = threading.Condition()
        self._turn = 0  # whatever was begun in an earlier one is cancelled
        self._stopped = False
        self._wished = self._view = self._finish = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()

    def _tell(self, **news):
        with self._news:
            for name, value in news.items():
                setattr(self, "_" + name, value)
            if "view" not in news:
                self._turn += 1
            self._news.notify()

    def wish(self, wished):
        self._tell(wished=wished)

    def look(self, view, size):
        self._tell(view=(view, size))

    def finish(self, wished):
        self._tell(finish=wished)

    def stop(self, wait=0.2):
        """Nothing comes after this. The thread ends as soon as its work hears of it; `wait`, seconds, for it."""
        self.blockSignals(True)
        self._tell(stopped=True)
        self._thread.join(wait)
        return not self._thread.is_alive()

    def _going(self, turn=None, told=False):
        """The progress function of the work of a turn; None: it goes on whatever is wished meanwhile."""
        def heard(share, words):
            if told:
                self.progressed.emit(share, words)
            return not self._stopped and turn in (None, self._turn)
        return heard

    def _run(self):
        try:
            session = Session(*self._given, self._going(told=True))
            _Work(self, session).run()
        except abi.Error as error:
            if error.status != abi.CANCELLED:
                self.ended.emit(str(error))
        except Exception as error:  # a thread that dies in silence would leave the dialog waiting
            self.ended.emit(f"unexpected: {error!r}")


class _Work:
    """What the thread does once the picture is studied. Reads the worker's wishes under its lock."""
    def __init__(self, worker, session):
        self.worker, self.session = worker, session
        self.original = session.original()
        self.retouch = self.made = self.seen = self.before = None
        worker.opened.emit(session.faces)

    def run(self):
        worker = self.worker
        self._show(self.original, worker._view, worker._going())
        while True:
            with worker._news:
                worker._news.wait_for(self._news)
                if worker._stopped:
                    return
                turn, wished, view, finish = worker._turn, worker._wished, worker._view, worker._finish
                worker._finish = None
            try:
                self._step(turn, wished, view, finish)
            except abi.Error as error:
                if error.status != abi.CANCELLED:
                    worker.failed.emit(str(error))

    def _news(self):
        worker = self.worker
        unseen = worker._view is not None and worker._view != self.seen
        return worker._stopped or worker._finish or worker._wished is not self.made or unseen

    def _step(self, turn, wished, view, finish):
        worker = self.worker
        if finish:
            worker.finished.emit(self.session.finish(finish, worker._going(turn, told=True)))
        elif wished is not self.made:
            going = worker._going(turn)
            self.retouch = None
            try:
                retouch = self.session.propose(wished, going)
                self._show(retouch, view, going)
                verdict = retouch.solve(settings.policy(wished), going)
            except abi.Error as error:
                if error.status != abi.CANCELLED:
                    self.made = wished  # not again
                raise
            self.made, self.retouch = wished, retouch
            worker.stood.emit(verdict)
            self._show(retouch, view, going)
        else:
            self._show(self.retouch or self.original, view, worker._going(turn))

    def _show(self, retouch, view, going):
        if view is None:
            return
        if view != self.seen:
            self.before = self.original.preview(*view, going)
        after = self.before if retouch is self.original else retouch.preview(*view, going)
        self.seen = view
        self.worker.shown.emit(Shown(*view, self.before, after))
