# SPDX-License-Identifier: Apache-2.0
"""Calls beside each other, calls that are cancelled, and other threads that go on."""
import concurrent.futures
import subprocess
import sys
import textwrap
import threading

import countenance
import numpy as np
import pytest


def test_calls_beside_each_other_say_the_same(original, biden, plastic):
    edits = [biden, plastic, np.clip(biden * 1.03, 0, 255).astype(np.uint8), plastic]
    alone = [original.measure(edited).json for edited in edits]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda edited: countenance.measure(biden, edited).json, edits))
    assert beside == alone


def test_other_threads_go_on(biden, plastic):
    """Python's lock is let go: another thread wakes again and again during one call. Were it held, it would wake in the few
    milliseconds before and after alone."""
    woken, done = [0], threading.Event()

    def wake():
        while not done.wait(0.001):
            woken[0] += 1

    sleeper = threading.Thread(target=wake)
    sleeper.start()
    try:
        before = woken[0]
        countenance.study(biden)
        after = woken[0]
    finally:
        done.set()
        sleeper.join()
    assert after - before > 100


def test_progress_is_told_in_the_calling_thread(biden):
    told = []
    countenance.study(biden, progress=lambda share, stage: told.append((threading.get_ident(), share, stage)))
    assert told
    assert {thread for thread, _, _ in told} == {threading.get_ident()}
    assert all(0 <= share <= 1 and isinstance(stage, str) for _, share, stage in told)


def test_progress_cancels(biden):
    with pytest.raises(countenance.Cancelled) as caught:
        countenance.study(biden, progress=lambda share, stage: False)
    assert caught.value.code == 130


def test_what_progress_raises_is_raised(biden):
    def fail(share, stage):
        raise LookupError("of the caller's own")

    with pytest.raises(LookupError, match="of the caller's own"):
        countenance.study(biden, progress=fail)
    assert countenance.study(biden).faces  # and all is well afterwards


def test_ctrl_c_ends_a_call_and_nothing_else(tmp_path):
    """In a process of its own, at the first step that is told."""
    program = textwrap.dedent(
        """
        import os, signal, sys
        import countenance, numpy as np
        from PIL import Image
        picture = np.tile(np.asarray(Image.open(sys.argv[1])), (1, 2, 1))
        def press(share, stage):
            os.kill(os.getpid(), signal.SIGINT)
        try:
            countenance.study(picture, progress=press)
        except KeyboardInterrupt:
            print("interrupted", len(countenance.original(picture).faces))
        """
    )
    from conftest import portrait

    done = subprocess.run(
        [sys.executable, "-c", program, portrait("biden.jpg")], capture_output=True, text=True, timeout=300, check=True
    )
    assert done.stdout == "interrupted 2\n", done.stderr
