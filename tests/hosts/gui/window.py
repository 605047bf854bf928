# SPDX-License-Identifier: GPL-3.0-or-later
"""The image's window, and the dialogs above it."""
import json
import os
import time
from pathlib import Path

from gimp import KEYS
from screen import until

PORTRAIT = "biden.jpg"
IMAGE = "GIMP$"  # its title
RETOUCH, MEASURE, GUARD = ("^Retouch Portrait", "retouch"), ("^Measure Against", "measure"), ("^Guard", "guard")
# titles, and entries of the menu
DIAL = "400x40+770+85"  # of the dialog: the row of the Retouch dial


def check(so, what):
    if not so:
        raise AssertionError(what)


def portrait():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(os.environ.get("COUNTENANCE_TEST_DATA") or cache + "/countenance/portraits") / PORTRAIT


class Window:
    """The image's, and the dialogs above it."""

    def __init__(self, gimp, out):
        self.gimp, self.screen, self.out = gimp, gimp.screen, out
        self.layers = gimp.layers()
        self.original = gimp.pixels()

    def keys(self, *keys):
        self.screen.press(self.screen.window(IMAGE), *keys)

    def keep(self, window, name):
        self.screen.keep(window, self.out / (name + ".png"))

    def dialog(self, title, name):
        """Of the menu's entry, which is chosen by its keys."""
        def asked():
            self.keys("ctrl+shift+" + KEYS[name])
            end = time.monotonic() + 5
            while not self.gimp.plug_in() and time.monotonic() < end:
                time.sleep(0.1)
            return self.gimp.plug_in()
        until("the plug-in runs", asked)
        return self.screen.window(title)

    def closed(self, title, _name):
        until("the dialog is closed", lambda: not self.screen.windows(title))

    def ready(self, dialog):
        """The dial is at 0: it goes there, and away, and there again. One that cannot be used yet takes no keys; it may
        look another way soon, but never as it did before."""
        def at(key):
            self.screen.press(dialog, "alt+t", key)
            return self.screen.still(dialog, DIAL)

        def turns():
            low, high = at("Home"), at("End")
            return low != high and low == at("Home")
        until("the dial turns", turns)

    def untouched(self, when):
        check(self.gimp.layers() == self.layers, f"{when}: the layers are {self.gimp.layers()}")
        check(self.gimp.pixels() == self.original, f"{when}: other pixels")

    def retouched(self):
        """What the image shows, with the new layer."""
        until("a new layer", lambda: self.gimp.layers() != self.layers and not self.gimp.plug_in())
        names = self.gimp.layers()
        check(names[1:] == self.layers and names[0].startswith("Countenance: "), f"the layers are {names}")
        pixels = self.gimp.pixels()
        check(pixels != self.original, "a new layer, and yet the same pixels")
        return pixels

    def settings(self):
        return json.loads(self.gimp.ask("(cnt-note)"))["settings"]
