# SPDX-License-Identifier: Apache-2.0
"""A retouch signed with a certificate of ours, and read back."""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

PROGRAM = os.environ["COUNTENANCE_PROGRAM"]
SOURCE = pathlib.Path(os.environ["COUNTENANCE_SOURCE"])
PORTRAITS = pathlib.Path(
    os.environ.get("COUNTENANCE_TEST_DATA")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "countenance/portraits"
)
ORIGINAL = PORTRAITS / "obama3.jpg"
HUMAN = "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"


def load():
    """The file alone: the package needs its compiled part."""
    spec = importlib.util.spec_from_file_location("signing", SOURCE / "python/countenance/c2pa.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


signing = load()


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


class Signed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        subprocess.run([SOURCE / "tests/c2pa/certificates", cls.folder], check=True)
        cls.manifest, cls.sidecar = cls.folder / "manifest.json", cls.folder / "side.json"
        cls.result = cls.folder / "out.jpg"
        run("retouch", ORIGINAL, "-o", cls.result, "--even", ".5", "--c2pa", cls.manifest, "--record", cls.sidecar)
        cls.record = json.loads(cls.sidecar.read_text())

    def sign(self, name, source=None, manifest=None, **more):
        signed = self.folder / name
        signing.sign(
            source or self.result,
            signed,
            manifest or self.manifest,
            self.folder / "chain.pem",
            self.folder / "signer.key",
            **more,
        )
        return signed

    def read(self, path):
        return signing.read(path, trust=self.folder / "authority.pem")

    def check(self, manifest):
        self.assertEqual(manifest["validation_state"], "Trusted")
        self.assertEqual(manifest["claim_generator_info"][0]["name"], "Countenance")
        assertions = {a["label"]: a["data"] for a in manifest["assertions"]}
        actions = assertions["c2pa.actions.v2"]["actions"]
        self.assertEqual([a["action"] for a in actions], ["c2pa.opened", "c2pa.edited", "c2pa.adjustedColor"])
        self.assertEqual([a.get("digitalSourceType") for a in actions], [None, HUMAN, HUMAN])
        self.assertEqual(len(manifest["ingredients"]), 1)
        parent = manifest["ingredients"][0]
        self.assertEqual((parent["relationship"], parent["title"], parent["format"]), ("parentOf", ORIGINAL.name, "image/jpeg"))
        opened = actions[0]["parameters"]["ingredients"]
        self.assertEqual(len(opened), 1)
        self.assertTrue(opened[0]["url"].endswith(parent["label"]), opened)
        self.assertEqual(assertions["countenance.drift"], self.record)

    def test_reads_back(self):
        before = self.result.read_bytes()
        signed = self.sign("signed.jpg")
        self.check(self.read(signed))
        self.assertEqual(signing.read(signed)["validation_state"], "Valid")
        self.assertEqual(self.result.read_bytes(), before)

    def test_with_the_original_as_ingredient(self):
        self.check(self.read(self.sign("with.jpg", ingredient=ORIGINAL)))

    def test_what_was_guarded_names_the_other_tool_s_picture(self):
        edited, guarded, manifest = (self.folder / name for name in ("edited.png", "guarded.png", "guard.json"))
        run("retouch", ORIGINAL, "-o", edited, "--even", ".3")
        run("guard", ORIGINAL, edited, "-o", guarded, "--c2pa", manifest)
        for carried in ({}, {"ingredient": ORIGINAL}, {"ingredient": ORIGINAL, "edited": edited}):
            signed = self.read(self.sign(f"guarded-{len(carried)}.png", source=guarded, manifest=manifest, **carried))
            self.assertEqual(signed["validation_state"], "Trusted")
            by = {i["relationship"]: i for i in signed["ingredients"]}
            self.assertEqual({k: i["title"] for k, i in by.items()}, {"parentOf": ORIGINAL.name, "componentOf": edited.name})
            actions = {a["label"]: a["data"] for a in signed["assertions"]}["c2pa.actions.v2"]["actions"]
            self.assertEqual([a["action"] for a in actions[:2]], ["c2pa.opened", "c2pa.placed"])
            self.assertTrue(actions[1]["parameters"]["ingredients"][0]["url"].endswith(by["componentOf"]["label"]))
        with self.assertRaisesRegex(ValueError, "is not the edited picture"):
            self.sign("no.png", source=guarded, manifest=manifest, edited=ORIGINAL)

    def test_the_record_in_xmp_is_still_there(self):
        record = json.loads(run("record", self.sign("kept.jpg"), "--json", "--original", ORIGINAL))
        self.assertEqual(record, {k: v for k, v in self.record.items() if k != "result"})

    def test_every_format(self):
        for ending in ("png", "webp", "tif"):
            result, manifest = self.folder / f"other.{ending}", self.folder / f"{ending}.json"
            run("retouch", ORIGINAL, "-o", result, "--even", ".5", "--c2pa", manifest)
            signed = self.sign(f"signed.{ending}", source=result, manifest=manifest)
            self.assertEqual(self.read(signed)["validation_state"], "Trusted", ending)

    def test_no_picture_but_the_result_is_in_it(self):
        signed = self.sign("small.jpg", ingredient=ORIGINAL)
        self.assertNotIn("thumbnail", json.dumps(self.read(signed)))
        self.assertLess(signed.stat().st_size - self.result.stat().st_size, 32 << 10)

    def test_a_changed_picture_is_invalid(self):
        signed = self.sign("touched.jpg")
        data = bytearray(signed.read_bytes())
        data[-1000] ^= 1
        signed.write_bytes(data)
        self.assertEqual(self.read(signed)["validation_state"], "Invalid")

    def test_another_original_is_refused(self):
        with self.assertRaisesRegex(ValueError, "is not the original"):
            self.sign("other.jpg", ingredient=PORTRAITS / "obama.jpg")
        self.assertFalse((self.folder / "other.jpg").exists())

    def test_another_picture_than_was_measured_is_refused(self):
        shutil.copy(self.result, self.folder / "grown.jpg")
        with open(self.folder / "grown.jpg", "ab") as file:
            file.write(b"\0")
        for source in (PORTRAITS / "grace_hopper.jpg", ORIGINAL, self.folder / "grown.jpg"):
            with self.assertRaisesRegex(ValueError, "is not the picture that was measured"):
                self.sign("swapped.jpg", source=source)
        nameless = json.loads(self.manifest.read_text())
        for assertion in nameless["assertions"]:
            assertion["data"].pop("result", None)
        for manifest in (nameless, {**nameless, "assertions": []}):
            with self.assertRaisesRegex(ValueError, "does not say which picture"):
                self.sign("swapped.jpg", manifest=manifest)
        self.assertFalse((self.folder / "swapped.jpg").exists())

    def test_a_format_is_called_by_its_name(self):
        with self.assertRaisesRegex(ValueError, "another format"):
            self.sign("named.png")
        self.assertFalse((self.folder / "named.png").exists())

    def test_an_input_is_never_overwritten(self):
        with self.assertRaisesRegex(ValueError, "never overwritten"):
            self.sign("out.jpg")

    def test_nothing_is_left_where_signing_fails(self):
        import c2pa

        before = sorted(self.folder.iterdir())
        with self.assertRaises(c2pa.C2paError):
            signing.sign(self.result, self.folder / "no.jpg", self.manifest, self.folder / "chain.pem", self.folder / "authority.key")
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_without_the_library(self):
        with mock.patch.dict(sys.modules, {"c2pa": None}):
            with self.assertRaisesRegex(ImportError, r"pip install countenance\[c2pa\]"):
                self.sign("no.jpg")


if __name__ == "__main__":
    unittest.main()
