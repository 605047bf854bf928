# SPDX-License-Identifier: Apache-2.0
"""Results as files: those of the command line, byte for byte."""
import json
import os
import subprocess

import countenance
import numpy as np
import pytest
from conftest import portrait
from PIL import Image


@pytest.fixture(scope="module")
def result(biden):
    return countenance.retouch(biden, retouch=0, even=0.4)


def record(program, path):
    done = subprocess.run([program, "record", "--json", path], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_file_is_the_command_lines(program, tmp_path):
    ours, theirs = tmp_path / "ours.jpg", tmp_path / "theirs.jpg"
    result = countenance.retouch(portrait("biden.jpg"), even=0.3)
    saved = result.save(ours)
    command = [program, "retouch", "-q", portrait("biden.jpg"), "-o", theirs, "--even", "0.3", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ours.read_bytes() == theirs.read_bytes()
    assert json.loads(saved.json) == json.loads(done.stdout)
    assert saved.path == str(ours) and saved.report.within
    assert record(program, ours)["edited_by"] == "human"
    countenance.retouch(portrait("biden.jpg")).save(ours)
    assert record(program, ours)["edited_by"] == "automatic"


def test_an_array_is_saved_as_it_was_handed_out(program, result, original, tmp_path):
    path = tmp_path / "result.png"
    saved = result.save(path, edited_by="unknown")
    assert np.array_equal(np.asarray(Image.open(path)), result.picture)
    assert saved.report == result.report
    kept = record(program, path)
    assert kept["edited_by"] == "unknown" and kept["policy"]["name"] == "natural"
    assert original.measure(path) == result.report


def test_what_a_jpeg_takes_is_measured(result, original, tmp_path):
    path = tmp_path / "result.jpg"
    saved = result.save(path, quality=80)
    assert saved.report.within and saved.report != result.report
    assert original.measure(path) == saved.report


def test_what_was_not_changed_is_copied(tmp_path):
    path = tmp_path / "same.jpg"
    saved = countenance.retouch(portrait("biden.jpg"), retouch=0).save(path)
    assert path.read_bytes() == portrait("biden.jpg").read_bytes()
    assert "copied" in saved.notes[0]


def test_what_was_edited_by_whom_is_recorded_where_nothing_was_changed_too(program, tmp_path):
    ours, theirs = tmp_path / "ours.png", tmp_path / "theirs.png"
    result = countenance.retouch(portrait("biden.jpg"), retouch=0)
    command = [program, "retouch", "-q", portrait("biden.jpg"), "-o", theirs, "--retouch", "0"]
    for said in ("ai", None):
        result.save(ours, edited_by=said)
        subprocess.run([*command, *(["--edited-by", said] if said else [])], check=True)
        assert ours.read_bytes() == theirs.read_bytes()
        kept = record(program, ours)
        assert kept["edited_by"] == (said or "unknown") and bool(kept["digital_source_type"]) == bool(said)


def test_guard_saves_with_the_edited_files_own_pixels_or_format(program, biden, tmp_path):
    edited = tmp_path / "edited.jpg"
    Image.fromarray(np.clip(biden * 1.02, 0, 255).astype(np.uint8)).save(edited, quality=95)
    guarded = countenance.guard(portrait("biden.jpg"), edited)
    assert guarded.nothing
    guarded.save(tmp_path / "same.jpg")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "same.jpg")), np.asarray(Image.open(edited)))
    assert record(program, tmp_path / "same.jpg")["edited_by"] == "ai"
    saved = guarded.save(tmp_path / "other.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "other.png")), guarded.picture)
    assert saved.report == guarded.report
    assert record(program, tmp_path / "other.png")["edited_by"] == "ai"
    command = [program, "guard", "-q", portrait("biden.jpg"), edited, "-o"]
    for ours, theirs in (("same.jpg", "theirs.jpg"), ("other.png", "theirs.png")):
        subprocess.run([*command, tmp_path / theirs], check=True)
        assert (tmp_path / theirs).read_bytes() == (tmp_path / ours).read_bytes()


def test_the_inputs_are_never_touched(biden, tmp_path):
    path = tmp_path / "portrait.png"
    Image.fromarray(biden).save(path)
    before = path.read_bytes()
    for target in (path, tmp_path / "link.png"):
        if target != path:
            os.link(path, target)
        with pytest.raises(countenance.InputError, match="never overwritten"):
            countenance.retouch(path, retouch=0, even=0.3).save(target)
        with pytest.raises(countenance.InputError, match="never overwritten"):
            countenance.guard(portrait("biden.jpg"), path).save(target)
    assert path.read_bytes() == before


def test_what_cannot_be_written_leaves_nothing(result, tmp_path):
    with pytest.raises(countenance.InputError, match="name it .jpg"):
        result.save(tmp_path / "result.gif")
    with pytest.raises(countenance.CannotWrite, match="there is no folder") as caught:
        result.save(tmp_path / "nowhere/result.png")
    assert caught.value.code == 7 and isinstance(caught.value, OSError)
    with pytest.raises(countenance.InputError, match="quality=0"):
        result.save(tmp_path / "result.jpg", quality=0)
    with pytest.raises(countenance.InputError, match="edited_by"):
        result.save(tmp_path / "result.jpg", edited_by="nobody")
    with pytest.raises(countenance.Cancelled):
        result.save(tmp_path / "result.jpg", progress=lambda share, stage: False)
    assert not list(tmp_path.iterdir())


def test_a_depth_that_a_format_lacks_is_said(biden, tmp_path):
    floats = countenance.retouch(biden / np.float32(255), retouch=0, even=0.3)
    with pytest.raises(countenance.InputError, match="TIFF"):
        floats.save(tmp_path / "result.png")
    assert floats.save(tmp_path / "result.tif").report.within


def test_the_profile_and_what_a_pil_image_says_of_itself_are_kept(biden, tmp_path):
    from PIL import ImageCms

    image = Image.fromarray(biden)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010E] = "a description"
    exif[0x0112] = 3
    image.rotate(180).save(tmp_path / "in.png", icc_profile=profile, exif=exif)
    with Image.open(tmp_path / "in.png") as given:
        result = countenance.retouch(given, retouch=0, even=0.3)
    assert result.image().info["icc_profile"] == profile
    result.save(tmp_path / "out.jpg")
    with Image.open(tmp_path / "out.jpg") as out:
        assert out.info["icc_profile"] == profile
        assert out.getexif()[0x010E] == "a description" and out.getexif().get(0x0112, 1) == 1
        assert out.size == image.size


def test_a_file_may_be_called_anything(biden, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"n\xe4me.png")
    countenance.retouch(biden, retouch=0, even=0.3).save(name)
    assert os.path.exists(os.fsencode(name))
    assert countenance.original(name).faces
    with pytest.raises(countenance.InputError) as caught:
        countenance.original(name + "?")
    assert name in str(caught.value)
