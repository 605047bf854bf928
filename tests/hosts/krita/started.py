# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts Krita, in one way or another, with a profile of its own, and says how its cases went."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = 540  # seconds: a Krita that hangs
SKIPPED = 77


def missing(*programs):
    """The exit status where one of them is not there: skipped, loudly; with CI=true a failure."""
    lacking = [program for program in programs if not shutil.which(program)]
    if not lacking:
        return 0
    in_ci = os.environ.get("CI") == "true"
    print(f"{' and '.join(lacking)}: not installed: " + ("a failure, since CI=true" if in_ci else "SKIPPED"),
          file=sys.stderr)
    return 1 if in_ci else SKIPPED


def run(command, prepare=lambda home: {}):
    """`prepare` fills the profile, and gives more of the environment. The exit status; what was said is printed."""
    with tempfile.TemporaryDirectory(prefix="countenance-krita-") as home:
        log = Path(home) / "log"
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # of networks and portraits
        environment = dict(os.environ, HOME=home, XDG_CACHE_HOME=cache, XDG_CONFIG_HOME=home + "/config",
                           XDG_DATA_HOME=home + "/data", XDG_RUNTIME_DIR=home, QT_LOGGING_RULES="krita*=false",
                           PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1", COUNTENANCE_TEST_LOG=str(log))
        environment.update(prepare(Path(home)))
        try:
            ran = subprocess.run(command, env=environment, timeout=LIMIT, check=False, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            said = ran.stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as error:
            said = (error.stdout or b"").decode("utf-8", "replace") + f"\nno end after {LIMIT} s"
        told = log.read_text("utf-8") if log.exists() else "no case was run\n"
    print(told)
    if told.endswith("all passed\n"):
        return 0
    print(said[-4000:], file=sys.stderr)
    return 1
