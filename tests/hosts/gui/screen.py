# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of its own with a window manager, its windows, and the keys that a user would press."""
import contextlib
import os
import subprocess
import time

TOOLS = ["Xvfb", "openbox", "xdotool", "import", "convert"]
PATIENCE = 120  # seconds, for each step: a busy machine is slow
TICK = 0.1
STILL = 1  # seconds without a change


def until(what, so, patience=PATIENCE):
    """What `so` gives, once that is something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = so()
        if found:
            return found
        time.sleep(TICK)
    raise AssertionError("never: " + what)


class Screen:
    def __init__(self, display):
        self.environment = dict(os.environ, DISPLAY=display)

    def tell(self, *words):
        """What xdotool says; nothing where it fails: a window may be gone by now."""
        done = subprocess.run(["xdotool", *words], env=self.environment, check=False, capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    def windows(self, title):
        """Those in sight whose titles match, as xdotool matches."""
        return self.tell("search", "--onlyvisible", "--name", title).split()

    def window(self, title):
        return until(f"a window '{title}'", lambda: self.windows(title))[-1]

    def press(self, window, *keys):
        """Once the keyboard is that window's; false where the window is gone."""
        def focused():
            self.tell("windowactivate", window)
            return self.tell("getwindowfocus") == window or not self.tell("getwindowname", window)
        until("the keyboard is the window's", focused)
        if self.tell("getwindowfocus") != window:
            return False
        self.tell("key", "--clearmodifiers", "--delay", "40", *keys)
        return True

    def picture(self, window, crop=""):
        """Of a window, or of a part of it, as grey bytes."""
        return subprocess.run(["import", "-window", window, *(["-crop", crop] if crop else []), "-colorspace", "Gray",
                               "-depth", "8", "gray:-"], env=self.environment, check=False, capture_output=True).stdout

    def keep(self, window, file):
        subprocess.run(["import", "-window", window, str(file)], env=self.environment, check=True)

    def still(self, window, crop="", seconds=STILL):
        """Its picture, once it has not changed for a while."""
        last, since = self.picture(window, crop), time.monotonic()
        end = since + PATIENCE
        while time.monotonic() - since < seconds:
            assert time.monotonic() < end, "never: the window stands still"
            time.sleep(TICK)
            now = self.picture(window, crop)
            if now != last:
                last, since = now, time.monotonic()
        return last


@contextlib.contextmanager
def screen(size="1400x1000"):
    """Of a number that the server finds free: two runs at once do not meet."""
    ours, servers = os.pipe()
    # It goes with the test that started it, and all that is shown goes with it.
    command = ["setpriv", "--pdeathsig", "KILL", "Xvfb", "-displayfd", str(servers), "-screen", "0", size + "x24",
               "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[servers], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(servers)
    started = [server]
    try:
        with open(ours, encoding="ascii") as told:
            shown = Screen(":" + told.readline().strip())  # once it is up
        started.append(subprocess.Popen(["openbox", "--sm-disable"], env=shown.environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))
        yield shown
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
