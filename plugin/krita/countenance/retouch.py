# SPDX-License-Identifier: GPL-3.0-or-later
"""One retouch of one layer, on any thread and without Krita: studied, proposed, and governed in the layer's own
precision. Nothing is written here."""
from collections import namedtuple

from . import abi, pixels, settings, words

LONGEST_MAP = 4096  # px: longest side of a map as the library takes it
FEATHER = 0.02  # of a new layer's mask, by the distance between the eyes

Done = namedtuple("Done", "pixels verdict sentence feather")
"""pixels: None where nothing is to be written."""

_engine = None


def engine():
    """The networks, loaded once. Error MODELS: they are not there."""
    global _engine
    if _engine is None:
        _engine = abi.Engine()
    return _engine


def _acts(where, width, height):
    """`where` as floats; None: it acts everywhere."""
    if where.count(255) == len(where):
        return None
    k = LONGEST_MAP / max(width, height)
    if k < 1:
        small = max(1, int(k * width)), max(1, int(k * height))
        where, width, height = pixels.scaled(where, width, height, small), *small
    return pixels.samples_of(where, "F32"), width, height


class Session:
    """Calls go one at a time. `progress(share, words)` gives False to cancel."""
    def __init__(self, picture, where, progress=None):
        self.picture, self.where = picture, where
        self.portrait = abi.Portrait(engine(), picture, progress)
        self.faces = self.portrait.faces()
        self._map = _acts(where, picture.width, picture.height)
        self._last = None  # face, and what was last proposed for it

    def propose(self, wished, progress=None):
        face = settings.face(wished)
        if self._last and self._last[0] == face:
            made = self._last[1].moved(settings.wishes(wished), progress)
        else:
            made = self._propose(wished, face, progress)
        self._last = face, made
        return made

    def _propose(self, wished, face, progress):
        if face is not None and face >= len(self.faces):
            raise abi.Error(2, f"there is no face {face + 1} in this picture")
        return abi.Retouch.propose(self.portrait, settings.wishes(wished), face, self._map, progress)

    def original(self):
        """A retouch that changes nothing: what its preview shows is the picture."""
        return abi.Retouch.propose(self.portrait, {})

    def feather(self):
        usable = [face["iod_px"] for face in self.faces if face["usable"]]
        return max(1, round(FEATHER * max(usable, default=0)))

    def finish(self, wished, progress=None):
        pixel = self.picture.channels * abi.BYTES[self.picture.sample]

        def settle(data):
            pixels.keep_outside(data, self.picture.data, self.where, pixel)

        rendered, verdict = self.propose(wished, progress).govern(settings.policy(wished), settle, progress)
        sentence = words.standing(verdict).sentence
        if verdict["nothing"]:
            return Done(None, verdict, f"Nothing was changed. {sentence}", 0)
        settle(rendered)
        return Done(bytes(rendered), verdict, sentence, self.feather())
