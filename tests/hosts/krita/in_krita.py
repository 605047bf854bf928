# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that need Krita; run_krita starts it with them. What Krita shows afterwards is compared with what the command
line gives for the same pixels: both are the same library, so they are equal, byte for byte."""
import os
import sys
import unittest

CASES = ["layers_test", "refusals_test", "dialog_test"]


def main(*_arguments):
    with open(os.environ["COUNTENANCE_TEST_LOG"], "w", encoding="utf-8") as log:
        try:
            names = os.environ.get("COUNTENANCE_CASES", "").split() or CASES
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
            result = unittest.TextTestRunner(stream=log, verbosity=2).run(suite)
            log.write("all passed\n" if result.wasSuccessful() and result.testsRun else "failed\n")
        except BaseException as error:  # Krita would swallow it
            log.write(f"failed: {error!r}\n")
    sys.stdout.flush()
