# SPDX-License-Identifier: Apache-2.0
"""Sources that fail in every way they do: the next is tried, the reasons are said, nothing half is left."""
import http.server
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import threading
import unittest
from unittest import mock

root = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(root / "models"))

import sources  # noqa: E402

DATA = b"a network" * 100
PIN = sources.sha256(DATA)


class CutShort(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(DATA)))
        self.end_headers()
        self.wfile.write(DATA[:10])

    def log_message(self, *_):
        pass


class Sources(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = pathlib.Path(work.name)
        self.folder = self.work / "models"
        (self.work / "good").write_bytes(DATA)
        self.good = {"url": (self.work / "good").as_uri(), "sha256": PIN}

    def collect(self, *given):
        return sources.collect([{"name": "net", "sha256": PIN, "sources": list(given)}], self.folder, [])

    def expect_net_alone(self):
        self.assertEqual((self.folder / "net").read_bytes(), DATA)
        self.assertEqual(os.listdir(self.folder), ["net"])

    def test_a_download_cut_short(self):
        server = http.server.HTTPServer(("127.0.0.1", 0), CutShort)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        cut = {"url": "http://127.0.0.1:%d/net" % server.server_port, "sha256": PIN}
        self.assertEqual(self.collect(cut, self.good), [])
        self.expect_net_alone()
        os.unlink(self.folder / "net")
        failed, = self.collect(cut)
        self.assertIn("net: no source gives it (%s: IncompleteRead" % cut["url"], failed)
        self.assertEqual(os.listdir(self.folder), [])

    def test_no_server_and_no_file(self):
        for url in "http://127.0.0.1:1/net", (self.work / "none").as_uri():
            self.assertEqual(self.collect({"url": url, "sha256": PIN}, self.good), [])
            self.expect_net_alone()
            os.unlink(self.folder / "net")

    def test_another_file_than_the_pinned(self):
        (self.work / "bad").write_bytes(DATA[::-1])
        bad = {"url": (self.work / "bad").as_uri(), "sha256": PIN}
        self.assertEqual(self.collect(bad, self.good), [])
        self.expect_net_alone()

    def test_no_virtual_environment(self):
        wheel = {"pypi": "a==1", "sha256": PIN}
        for python in "/bin/false", "/nonexistent/python":
            with mock.patch.object(sources.sys, "executable", python):
                failed, = self.collect(wheel, wheel)
                self.assertEqual(failed.count("python3-venv"), 2)
                self.assertEqual(self.collect(wheel, self.good), [])
            self.expect_net_alone()
            os.unlink(self.folder / "net")

    def test_a_full_disc_leaves_nothing(self):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.folder.mkdir()
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            failed, = self.collect(self.good)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        self.assertIn("cannot be written", failed)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_folder_that_cannot_be_is_one_line_and_exit_5(self):
        for folder in "/proc/none", str(self.work / "good"):
            done = subprocess.run([sys.executable, str(root / "models/fetch"), folder], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 5)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertIn(folder + " cannot be written", done.stderr)


if __name__ == "__main__":
    unittest.main()
