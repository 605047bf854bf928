# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP in its own window, with a profile of its own.

Beside the user's keys a script runs in it that answers questions: how the image is now.
"""
import contextlib
import os
import signal
import subprocess
from pathlib import Path

from screen import until

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TREE = [str(ROOT / "packaging/debian13"), "run"]
KEYS = {"retouch": "F6", "measure": "F7", "guard": "F8"}  # with Control and Shift: of the menu's entries
NEEDED = ["script-fu", "file-jpeg", "file-tiff"]  # of GIMP's own plug-ins: asking all of them takes seconds
GIMPRC = """(plug-in-path "{}")
(color-profile-policy keep)
(save-session-info no)
(restore-session no)
"""


def keys_of(line):
    return "".join(line.format("plug-in-countenance-" + name, key) + "\n" for name, key in KEYS.items())


class Gimp2:
    name, folder = "GIMP 2.10", "GIMP2_DIRECTORY"
    inside = []
    plug_ins = Path(os.environ.get("COUNTENANCE_GIMP2_PLUG_INS", ROOT / "build/release/plugin/gimp2/plug-ins"))
    command = ["gimp-2.10"]
    library = ["pkg-config", "--variable=gimplibdir", "gimp-2.0"]
    files = {"gimprc": GIMPRC, "menurc": keys_of('(gtk_accel_path "<Actions>/plug-in/{}" "<Primary><Shift>{}")')}
    words = HERE / "console2.scm"


class Gimp3:
    name, folder = "GIMP 3", "GIMP3_DIRECTORY"
    inside = TREE
    plug_ins = ROOT / "build/debian13/plugin/gimp3/plug-ins"
    command = ["gimp-3.0", "--batch-interpreter=plug-in-script-fu-eval"]
    library = TREE + ["pkg-config", "--variable=gimplibdir", "gimp-3.0"]
    files = {"gimprc": GIMPRC + '(config-version "3.0.4")\n(show-welcome-dialog no)\n(check-updates no)\n',
             "shortcutsrc": "(file-version 1)\n" + keys_of('(action "{}" "<Primary><Shift>{}")')}
    words = HERE / "console3.scm"


GIMPS = {"2": Gimp2, "3": Gimp3}


def parent_and_name(process):
    """Nothing where the process is gone."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return None, ""
    return int(stat.rpartition(")")[2].split()[1]), stat.partition("(")[2].rpartition(")")[0]


class Gimp:
    """A running one, with one picture open."""

    def __init__(self, kind, screen, home, picture):
        self.screen, self.home = screen, home
        library = subprocess.run(kind.library, check=True, capture_output=True, text=True).stdout.strip()
        (home / "plug-ins").mkdir()
        for name in NEEDED:
            (home / "plug-ins" / name).symlink_to(f"{library}/plug-ins/{name}")
        for name, text in kind.files.items():
            (home / name).write_text(text.format(f"{home}/plug-ins:{kind.plug_ins}") if name == "gimprc" else text)
        (home / "console.scm").write_text(kind.words.read_text("utf-8") + (HERE / "console.scm").read_text("utf-8"))
        models = os.environ.get("COUNTENANCE_MODELS") or os.path.expanduser("~/.cache/countenance/models")
        given = {kind.folder: home, "HOME": home, "XDG_CONFIG_HOME": home, "COUNTENANCE_MODELS": models,
                 "COUNTENANCE_SITE_POLICY": "", "LC_ALL": "C.UTF-8", "LANGUAGE": "", "NO_AT_BRIDGE": "1",
                 "GDK_BACKEND": "x11", "GDK_SCALE": "1"}
        command = [*kind.inside, "env", *(f"{name}={value}" for name, value in given.items()), *kind.command, "-n",
                   "-s", "--stack-trace-mode", "never", "-b", '(load "console.scm")', str(picture)]
        with open(home / "log", "wb") as log:
            self.process = subprocess.Popen(command, cwd=home, env=screen.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT)

    def alive(self):
        return self.process.poll() is None

    def ask(self, question):
        """What Scheme gives, a text."""
        (self.home / "new").write_text(question, "utf-8")
        (self.home / "new").rename(self.home / "ask")

        def answered():
            assert self.alive(), "GIMP has ended"
            return not (self.home / "ask").exists()
        until("an answer to " + question, answered)
        return (self.home / "answer").read_text("utf-8")

    def layers(self):
        """Their names, the topmost first."""
        return self.ask("(cnt-layers)").splitlines()

    def pixels(self):
        """What the image shows."""
        self.ask('(cnt-save "shown.tif")')
        return subprocess.run(["convert", self.home / "shown.tif[0]", "-depth", "8", "rgb:-"], check=True,
                              capture_output=True).stdout

    def family(self):
        """Processes that it started, with their names, and what they started."""
        seen = {int(entry): parent_and_name(entry) for entry in os.listdir("/proc") if entry.isdigit()}
        for process, (parent, name) in seen.items():
            while parent in seen and parent != self.process.pid:
                parent = seen[parent][0]
            if parent == self.process.pid:
                yield process, name

    def plug_in(self):
        """The process of ours that runs now."""
        return next((process for process, name in self.family() if name == "countenance"), None)

    def end(self):
        """Nothing is asked, and nothing is saved. What started it may be another user's, and ends with it."""
        for process in [self.process.pid, *(process for process, _ in self.family())]:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()
