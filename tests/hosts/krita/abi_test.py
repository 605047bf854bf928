# SPDX-License-Identifier: GPL-3.0-or-later
"""The library through ctypes, and what is built on it without Krita: tables, settings, words, a whole retouch, and
errors."""
import json
import os
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import plain
from countenance import abi, library, pixels, retouch, settings, words


class Tables(unittest.TestCase):
    def test_dials_are_rows(self):
        dials = abi.dials()
        self.assertEqual(dials[0].name, "retouch")
        self.assertEqual(len({dial.name for dial in dials}), len(dials))
        for dial in dials:
            self.assertTrue(dial.title and dial.help and dial.low <= 0 < dial.high, dial)

    def test_wishes_go_by_name(self):
        for dial in abi.dials()[1:]:
            moved = abi.wishes_of({dial.name: dial.high})
            self.assertEqual({name for name, value in moved.items() if value}, {dial.name})
            self.assertEqual(moved[dial.name], dial.high)
            with self.assertRaisesRegex(abi.Error, dial.name):
                abi.wishes_of({dial.name: 2 * dial.high})
        path = abi.wishes_of({"even": 0, "retouch": 0.5})  # whatever the order, "retouch" goes first
        self.assertEqual(path["even"], 0)
        self.assertGreater(path["heal"], 0)

    def test_policies(self):
        policies = {policy["name"]: policy for policy in abi.policies()}
        self.assertTrue(policies["document"]["refuse"] and policies["document"]["locked"])
        self.assertFalse(policies["natural"]["refuse"] or policies["natural"]["locked"])

    def test_found_in_its_prefix(self):
        with tempfile.TemporaryDirectory() as prefix:
            folder = Path(prefix).resolve() / "lib/some-machine"
            folder.mkdir(parents=True)
            (folder / library.NAME).symlink_to(os.environ["COUNTENANCE_LIBRARY"])
            installed = folder.parents[1] / "share/krita/pykrita/countenance/library.py"
            with mock.patch.object(library, "__file__", str(installed)), mock.patch.dict(os.environ):
                del os.environ["COUNTENANCE_LIBRARY"]
                self.assertEqual(library._candidates(), [str(folder / library.NAME), library.NAME])
                self.assertEqual(library.load().cnt_version(), abi.lib().cnt_version())

    def test_another_library(self):
        with mock.patch.dict("os.environ", {"COUNTENANCE_LIBRARY": "/nonexistent.so"}):
            with self.assertRaisesRegex(OSError, "nonexistent"):
                library.load()
        with mock.patch.dict("os.environ", {"COUNTENANCE_LIBRARY": "libm.so.6"}):
            with self.assertRaisesRegex(OSError, "another version"):
                library.load()


class Settings(unittest.TestCase):
    def test_who_sets_the_dials(self):
        start = settings.first()
        self.assertEqual((start["preset"], start["dials"], start["retouch"]), ("natural", "preset", 0.5))
        self.assertEqual(settings.wishes(start), {n: v for n, v in abi.policy_wishes("natural").items() if v})
        moved = settings.with_dial(start, "even", 0.125)
        self.assertEqual((moved["dials"], moved["even"], moved["heal"]), ("own", 0.125, start["heal"]))
        led = settings.with_dial(moved, "retouch", 1.0)
        self.assertEqual(led["dials"], "retouch")
        self.assertEqual({n: led[n] for n in abi.wishes_of({})}, abi.wishes_of({"retouch": 1}))
        self.assertEqual(settings.policy(start), "natural")
        self.assertEqual(settings.policy(dict(start, limits="press")), "natural\npress")

    def test_kept(self):
        wished = dict(settings.with_dial(settings.first(), "key", -0.75), limits="press", face=2)
        self.assertEqual(settings.of_json(settings.to_json(wished)), wished)
        self.assertEqual(settings.of_json('{"schema": "countenance.settings/1"}'), settings.first())
        for text, why in (("", "kept"), ("[]", "version"), ('{"schema": "countenance.settings/2"}', "version"),
                          ('{"schema": "countenance.settings/1", "glamour": 1}', "glamour"),
                          ('{"schema": "countenance.settings/1", "even": 3}', "even"),
                          ('{"schema": "countenance.settings/1", "even": "1"}', "kind"),
                          ('{"schema": "countenance.settings/1", "face": -1}', "face"),
                          ('{"schema": "countenance.settings/1", "paint": "Layer 2"}', "paint"),
                          ('{"schema": "countenance.settings/1", "output": "in-place"}', "output")):
            with self.subTest(text), self.assertRaisesRegex(abi.Error, why):
                settings.of_json(text)


class Words(unittest.TestCase):
    def report(self, **face):
        face = dict({"index": 0, "within": True, "drift": 0.5, "limiting": "texture.pores", "where": "left cheek",
                     "measures": {}}, **face)
        return {"binds": "", "grants": [],
                "report": {"policy": "natural", "within": face["within"], "faces": [face]}}

    def test_sentences(self):
        titles = dict(abi.measures())
        self.assertEqual(words.standing(self.report()).sentence,
                         f"Inside the limits of 'natural'; the nearest is {titles['texture']}, left cheek (50 %)")
        outside = words.standing(self.report(within=False, drift=1.5, where=""))
        self.assertEqual((outside.within, outside.sentence),
                         (False, f"Outside the limits of 'natural': {titles['texture']} (150 %)"))
        self.assertIn("Nothing of the person moves", words.standing(self.report(drift=0)).sentence)
        self.assertIn("blurred", words.standing(self.report(within=False, note="blurred")).sentence)
        self.assertEqual(words.in_words("held back by tone.lips on face 1, lips"),
                         f"held back by {titles['tone']} on face 1, lips")

    def test_gauges(self):
        measures = {"texture": {"status": "measured", "share": 0.5, "where": "nose"},
                    "marks": {"status": "not_applicable", "share": None},
                    "light": {"status": "not_separable", "share": 0.2},
                    "hair": {"status": "not_in_policy", "share": None}}
        gauges = {gauge.title: gauge for gauge in words.standing(self.report(measures=measures)).gauges}
        titles = dict(abi.measures())
        self.assertEqual(set(gauges), {titles[name] for name in ("texture", "marks", "light")})
        self.assertEqual(gauges[titles["texture"]][1:], (0.5, "nose", ""))
        self.assertEqual(gauges[titles["marks"]].words, "none in this picture")
        self.assertIsNone(gauges[titles["light"]].share)  # never a pass by itself

    def test_granted(self):
        def grant(dial, wished, granted, note="", found=""):
            return {"dial": dial, "wished": wished, "granted": granted, "note": note, "found": found}
        held = "held back by tone.lips on lips"
        grants = [grant("even", 1, 0.5, held), grant("even", 1, 0.25, held), grant("key", -1, -0.5, held),
                  grant("heal", 1, 1, "1 spot", "1 spot"),
                  grant("teeth", 1, 0, "the mouth is closed", "the mouth is closed")]
        said = f"held back by {dict(abi.measures())['tone']} on lips"
        self.assertEqual(words.granted({"grants": grants}),
                         {"even": (0.25, [said]), "key": (-0.5, [said]), "heal": (None, ["1 spot"]),
                          "teeth": (None, ["the mouth is closed"])})


class Retouch(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.picture = plain.portrait("grace_hopper.jpg")
        count = cls.picture.width * cls.picture.height
        cls.left = bytes([255] * (cls.picture.width // 2) + [0] * (cls.picture.width - cls.picture.width // 2))
        cls.left *= cls.picture.height
        cls.all = retouch.Session(cls.picture, bytes([255]) * count)
        cls.wished = settings.with_dial(settings.first(), "retouch", 0.5)

    def test_selected_part(self):
        for longest in (retouch.LONGEST_MAP, 60):  # of a coarse map the edge reaches beyond: there the original is kept
            with self.subTest(longest), mock.patch.object(retouch, "LONGEST_MAP", longest):
                self.check_left_part()

    def check_left_part(self):
        done = retouch.Session(self.picture, self.left).finish(self.wished)
        changed = pixels.changed(self.picture.data, done.pixels, 4)
        self.assertGreater(changed.count(255), 1000)
        self.assertEqual(pixels.both(changed, bytes(255 - v for v in self.left)).count(0), len(changed))
        report = self.all.portrait.measure(self.picture._replace(data=done.pixels), "natural")
        self.assertTrue(report["within"])
        self.assertAlmostEqual(report["drift"], done.verdict["report"]["drift"], delta=1e-5)
        self.assertEqual(done.verdict["verified"], "host")
        self.assertGreaterEqual(done.feather, 1)

    def test_nothing_wished(self):
        done = self.all.finish(settings.with_dial(settings.first(), "retouch", 0.0))
        self.assertIsNone(done.pixels)
        self.assertIn("Nothing was changed", done.sentence)

    def test_previews(self):
        size = (self.picture.width // 2, self.picture.height // 2)
        view = (0, 0, self.picture.width, self.picture.height)
        before = self.all.original().preview(view, size)
        after = self.all.propose(self.wished).preview(view, size)
        self.assertEqual(len(before), 3 * size[0] * size[1])
        self.assertNotEqual(before, after)

    def test_refusals(self):
        for preset, limits in (("document", ""), ("natural", "document"), ("document", "natural")):
            with self.assertRaisesRegex(abi.Error, "passport") as raised:
                self.all.finish(dict(self.wished, preset=preset, limits=limits))
            self.assertEqual(raised.exception.status, abi.REFUSED)
        with self.assertRaisesRegex(abi.Error, "no face 9"):
            self.all.propose(dict(self.wished, face=9))

    def test_settle_that_fails(self):
        with self.assertRaisesRegex(RuntimeError, "of the host"):
            self.all.propose(self.wished).govern("natural", mock.Mock(side_effect=RuntimeError("of the host")))

    def test_no_face_and_no_models(self):
        with self.assertRaises(abi.Error) as raised:
            retouch.Session(abi.Picture(bytes([128, 128, 128, 255]), 1, 1, 4, "U8", b""), b"\xff")
        self.assertEqual(raised.exception.status, abi.NOT_MEASURABLE)
        with self.assertRaises(abi.Error) as raised:
            abi.Engine("/nonexistent")
        self.assertEqual(raised.exception.status, abi.MODELS)
        with self.assertRaisesRegex(abi.Error, "bytes"):
            abi.Portrait(retouch.engine(), self.picture._replace(data=b"123"))

    def test_cancel(self):
        for job in (lambda stop: retouch.Session(self.picture, self.left, stop),
                    lambda stop: self.all.propose(self.wished, stop),
                    lambda stop: self.all.finish(self.wished, stop)):
            with self.assertRaises(abi.Error) as raised:
                job(lambda share, words: False)
            self.assertEqual(raised.exception.status, abi.CANCELLED)

    def test_cancel_under_way(self):
        heard = []  # when, in seconds of the clock and of the processor: other programs may run beside this

        def half_a_second_in(_share, _words):
            now = time.monotonic(), time.process_time()
            heard.append(now)
            return now[0] - heard[0][0] < 0.5

        wished = settings.with_dial(self.wished, "retouch", 1.0)
        with self.assertRaises(abi.Error) as raised:
            while True:  # however fast it is
                self.all.finish(wished, half_a_second_in)
        self.assertEqual(raised.exception.status, abi.CANCELLED)
        since = time.monotonic() - heard[-1][0], time.process_time() - heard[-1][1]
        self.assertLess(min(since), 0.3)
        gaps = [min(b[0] - a[0], b[1] - a[1]) for a, b in zip(heard, heard[1:])]
        self.assertLess(max(gaps), 0.3)

    def test_one_face_and_moved_dials(self):
        session, moved = retouch.Session(self.picture, self.left), settings.with_dial(self.wished, "fill", 0.125)
        verdicts = [session.propose(self.wished).solve("natural"),
                    session.propose(dict(self.wished, face=1)).solve("natural"),
                    session.propose(moved).solve("natural"),
                    session.propose(dict(moved, face=1)).solve("natural")]  # each from the one before, where it may be
        anew = retouch.Session(self.picture, self.left).propose(moved).solve("natural")
        self.assertEqual([json.dumps(v) for v in verdicts[2:]], [json.dumps(anew)] * 2)
        self.assertEqual(json.dumps(verdicts[0]), json.dumps(verdicts[1]))
        self.assertNotEqual(json.dumps(verdicts[0]), json.dumps(anew))


if __name__ == "__main__":
    unittest.main()
