# SPDX-License-Identifier: GPL-3.0-or-later
"""drive.py PROGRAM OUT PORTRAIT: the dialogs, as a user's keys drive them on a display of their own.

What a dialog shows is read from the log that PROGRAM keeps; pictures of its windows are left in OUT, to be looked at.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

TOOLS = ["Xvfb", "xdotool", "import"]
PATIENCE = 180  # s


def have(tool):
    return any(os.access(os.path.join(p, tool), os.X_OK) for p in os.environ["PATH"].split(":"))


class Screen:
    def __enter__(self):
        reads, writes = os.pipe()
        command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "2600x1900x24", "-nolisten", "tcp"]
        self.server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
        os.close(writes)
        with os.fdopen(reads) as pipe:
            self.display = ":" + pipe.readline().strip()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class Dialog:
    """One run of a dialog."""

    def __init__(self, screen, program, out, name, procedure, portrait, **environment):
        self.log = out / (name + ".log")
        self.log.unlink(missing_ok=True)
        self.out, self.name = out, name
        self.environment = dict(os.environ, DISPLAY=screen.display, NO_AT_BRIDGE="1", GDK_BACKEND="x11",
                                **environment)
        self.process = subprocess.Popen([program, "plug-in-countenance-" + procedure, str(portrait), str(self.log)],
                                        env=self.environment)
        self.window = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def tell(self, *words):
        done = subprocess.run(["xdotool", *words], env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    def states(self):
        if not self.log.exists():
            return []
        lines = self.log.read_text().split("\n")
        return [json.loads(line) for line in lines[:-1]]

    def until(self, so, what):
        """The first state for which it is so, from now on."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            states = self.states()
            if states and so(states[-1]):
                return states[-1]
            if self.process.poll() is not None and not (self.states() and so(self.states()[-1])):
                raise AssertionError(f"{self.name}: ended before {what}")
            time.sleep(0.05)
        raise AssertionError(f"{self.name}: never {what}: {self.states()[-1:]}")

    def settled(self, what="settled", **dials):
        """Nothing is under way any more, and those dials stand there."""
        def so(state):
            there = all(abs(state.get("settings", {}).get(d, v + 1) - v) < 1e-3 for d, v in dials.items())
            return there and state.get("working") is False
        return self.until(so, what)

    def focus(self):
        while not self.window:
            found = self.tell("search", "--onlyvisible", "--pid", str(self.process.pid)).split()
            self.window = found[-1] if found else None
        self.tell("windowfocus", "--sync", self.window)

    def keys(self, *keys):
        self.tell("key", "--clearmodifiers", "--delay", "40", *keys)

    def type(self, letter, text):
        """Into the box of that dial, and left there."""
        self.keys("alt+" + letter, "Tab", "ctrl+a")
        self.tell("type", "--delay", "40", text)

    def shot(self, name=""):
        time.sleep(0.4)  # until it is drawn
        file = self.out / f"{self.name}{name}.png"
        subprocess.run(["import", "-window", self.window, str(file)], env=self.environment, check=True)
        return file

    def spread(self, x, y, width, height):
        """Standard deviation of the grey values of a part of the window."""
        shown = subprocess.run(["import", "-window", self.window, "-crop", f"{width}x{height}+{x}+{y}", "-colorspace",
                                "Gray", "-depth", "8", "gray:-"], env=self.environment, check=True, capture_output=True)
        mean = sum(shown.stdout) / len(shown.stdout)
        return (sum((v - mean) ** 2 for v in shown.stdout) / len(shown.stdout)) ** 0.5

    def ended(self):
        self.process.wait(PATIENCE)
        assert self.process.returncode == 0, f"{self.name}: ended with {self.process.returncode}"
        return self.states()[-1]


def check(so, what):
    if not so:
        raise AssertionError(what)


def moves_and_cancels(start):
    with start("retouch", "retouch") as d:
        d.until(lambda s: s["before"], "the original is shown")
        first = d.settled("opened")
        d.focus()
        check(first["exact"] and first["within"] and first["after"], f"nothing exact at first: {first}")
        d.shot()
        check(d.spread(40, 80, 500, 500) > 15, "the preview is blank")

        d.keys("alt+t", *["Left"] * 10)
        moved = d.settled("moved", retouch=0.4)
        check(moved["settings"]["even"] < first["settings"]["even"], "the other dials did not follow")
        check(moved["gauges"] != first["gauges"] and moved["exact"], "the gauges did not move")

        d.keys("alt+o", "Home")
        d.until(lambda s: s["settings"]["preset"] != "natural", "another purpose")
        d.settled()
        d.keys(*["Down"] * 4)
        refused = d.until(lambda s: s["settings"]["preset"] == "document" and s["problem"], "refused")
        check("passports" in refused["problem"], refused["problem"])
        d.shot("-refused")

        d.keys("alt+r")
        reset = d.until(lambda s: s["settings"] == first["settings"] and not s["problem"] and not s["working"], "reset")
        check(reset["gauges"] == first["gauges"], "reset, and yet other gauges")
        d.keys("alt+m")
        d.until(lambda s: s["masks"], "masks")
        d.shot("-masks")
        d.keys("alt+d")
        d.until(lambda s: s["drift-map"], "the drift map")
        d.shot("-drift")
        d.keys("alt+d", "alt+c")
        last = d.ended()
        check(last["written"] == 0 and last["error"] == "cancelled", f"cancelled, and yet {last}")


def leaves_while_typing(start):
    for key in ["Escape", "alt+c"]:
        with start("typed", "relight") as d:
            d.until(lambda s: s["stage"] == "ready", "opened")
            d.focus()
            d.type("i", "0.9")
            d.keys(key)
            last = d.ended()
            check(last["written"] == 0 and last["error"] == "cancelled", f"{key}: left, and yet {last}")


def writes_what_is_typed(start):
    """And says that it is written to who leaves meanwhile."""
    with start("typed-written", "relight", COUNTENANCE_DIALOG_WRITES="slowly") as d:
        d.until(lambda s: s["stage"] == "ready", "opened")
        d.focus()
        d.type("i", "0.9")
        d.keys("alt+e")
        d.until(lambda s: s["stage"] == "writing", "being written")
        d.keys("Escape")
        last = d.ended()
        check(last["written"] == 1 and last["error"] == "", f"written, and yet {last}")
        fill = last["note"]["settings"]["fill"]
        check(abs(fill - 0.9) < 1e-3, f"written with a fill of {fill}")


def writes(start):
    with start("written", "retouch", COUNTENANCE_DIALOG_WRITES="not at first") as d:
        d.settled()
        d.focus()
        d.keys("alt+e")
        d.until(lambda s: s.get("stage") == "finishing", "finishing")
        d.keys("alt+c")
        back = d.until(lambda s: s.get("stage") == "ready", "back after a cancel")
        check(back["notice"] == "cancelled", f"not cancelled: {back['notice']}")
        d.keys("alt+e")
        failed = d.until(lambda s: s.get("stage") == "ready" and "layers" in s["notice"], "not written")
        check(not failed["problem"], f"the settings are no problem: {failed['problem']}")
        d.keys("alt+e")
        last = d.ended()
        check(last["written"] == 1 and last["error"] == "", f"not written: {last}")


def leaves_while_working(start):
    with start("left", "retouch") as d:
        d.until(lambda s: s["before"], "the original is shown")
        d.focus()
        asked = time.monotonic()
        d.keys("Escape")
        last = d.ended()
        check(last["written"] == 0, "left, and yet written")
        took = time.monotonic() - asked
        check(took < 5, f"it took {took:.1f} s to leave")


def says_what_is_wrong(start):
    with start("no-models", "retouch", COUNTENANCE_MODELS="/nonexistent") as d:
        failed = d.until(lambda s: s["stage"] == "failed", "failed")
        check("models/fetch" in failed["problem"], failed["problem"])
        d.focus()
        d.shot()
        d.keys("Escape")
        check(d.ended()["written"] == 0, "written")


def small_ones(start):
    with start("relight", "relight") as d:
        d.settled()
        d.focus()
        d.shot()
        d.keys("alt+i", "Right", "Right")
        moved = d.settled("moved", fill=0.6)["settings"]
        d.keys("alt+o", "Home")
        d.until(lambda s: s["settings"]["preset"] != moved["preset"], "another purpose")
        other = d.settled()["settings"]
        changed = {name for name in other if other[name] != moved[name]}
        check(changed <= {"preset", "fill"}, f"another purpose moved {changed}")
        d.keys("alt+c")
        d.ended()


def measures(start):
    with start("measure", "measure") as d:
        measured = d.until(lambda s: not s["working"] and s.get("exact"), "measured")
        check(measured["gauges"]["Light"] > 0, f"no light moves, though it is another: {measured['gauges']}")
        d.focus()
        d.shot()
        d.keys("alt+d")
        d.until(lambda s: s["drift-map"] and not s["working"], "the drift map")
        d.shot("-drift")
        d.keys("alt+o", "Home")
        d.until(lambda s: s["settings"]["preset"] == "conference" and not s["working"], "other limits")
        d.keys("alt+c")
        check(d.ended()["settings"]["preset"] == "conference", "the limits were not kept")


def guards_nothing(start):
    with start("guard-nothing", "guard") as d:
        d.until(lambda s: not s["working"] and s.get("sentence", "").startswith("Nothing had"), "nothing to take back")
        d.focus()
        d.shot()
        d.keys("alt+g")  # which does nothing
        d.keys("alt+o", "Home", *["Down"] * 4)
        refused = d.until(lambda s: not s["working"] and "passports" in s["problem"], "refused")
        check(refused["gauges"], "what was measured is gone")
        d.shot("-refused")
        d.keys("alt+c")
        last = d.ended()
        check(last["written"] == 0 and last["error"] == "cancelled", f"nothing to write, and yet {last}")


def guards(start):
    with start("guard", "guard", COUNTENANCE_DIALOG_SMOOTHS="1", COUNTENANCE_DIALOG_WRITES="not at first") as d:
        came = d.until(lambda s: s.get("gauges"), "measured as it came")
        check(not came["within"], f"a plastic skin is inside: {came['gauges']}")
        d.focus()
        d.keys("alt+g")  # too early
        done = d.until(lambda s: not s["working"] and s.get("taken-back"), "guarded")
        check(done["within"] and done["after"] and done["exact"], f"not inside: {done['sentence']}")
        d.shot()
        d.keys("alt+g")
        d.until(lambda s: "no more layers" in s.get("problem", ""), "not written")
        d.shot("-failed")
        d.keys("alt+g")
        last = d.ended()
        check(last["written"] == 1 and last["error"] == "", f"not written: {last}")
        guard = last["note"]["guard"]
        check(guard["within"] and guard["before"]["drift"] > 1, f"the note says {guard}")


def themes(start):
    """To be looked at."""
    for name, environment in [("dark", {"GTK_THEME": "Adwaita:dark"}), ("double", {"GDK_SCALE": "2"})]:
        with start(name, "retouch", **environment) as d:
            d.settled()
            d.focus()
            d.shot()


CASES = [moves_and_cancels, leaves_while_typing, writes_what_is_typed, writes, leaves_while_working, says_what_is_wrong,
         small_ones, measures, guards_nothing, guards]


def main():
    program, out, portrait = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    missing = [tool for tool in TOOLS if not have(tool)]
    if missing:
        print("skipped: no " + ", ".join(missing))
        return 1 if os.environ.get("CI") == "true" else 77
    out.mkdir(parents=True, exist_ok=True)
    with Screen() as screen:
        def start(name, procedure, **environment):
            return Dialog(screen, program, out, name, procedure, portrait, **environment)
        for case in CASES:
            began = time.monotonic()
            case(start)
            print(f"{case.__name__}: {time.monotonic() - began:.1f} s", flush=True)
        if program.endswith("gtk3"):
            themes(start)
    return 0


sys.exit(main())
