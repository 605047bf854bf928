# SPDX-License-Identifier: Apache-2.0
"""Drift adds up over sittings, and is held from the first original on."""
import json
import subprocess

import countenance
import numpy as np
import pytest
from conftest import portrait
from PIL import Image


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A file that was retouched."""
    path = tmp_path_factory.mktemp("sittings") / "once.png"
    countenance.retouch(portrait("biden.jpg"), even=0.5).save(path)
    return path


def test_a_result_is_not_retouched_again_as_if_it_were_an_original(once):
    for call in (
        lambda: countenance.retouch(once, even=0.3),
        lambda: countenance.retouch(once.read_bytes(), even=0.3),
        lambda: countenance.guard(once, portrait("biden.jpg")),
    ):
        with pytest.raises(countenance.Refused, match="is itself a result of Countenance") as caught:
            call()
        assert caught.value.code == 6


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_an_opened_image_bears_its_record_too(ending, tmp_path):
    path = tmp_path / f"once.{ending}"
    countenance.retouch(portrait("biden.jpg"), even=0.5).save(path)
    with Image.open(path) as image, pytest.raises(countenance.Refused, match="is itself a result of Countenance"):
        countenance.retouch(image, even=0.3)
    with Image.open(path) as image, pytest.raises(countenance.InputError, match="not the first original"):
        countenance.guard(portrait("thumbor_guido.jpg"), image)


def test_an_opened_image_says_where_its_pixels_come_from(biden, program, tmp_path):
    path = tmp_path / "edited.png"
    Image.fromarray(np.clip(biden * 1.02, 0, 255).astype(np.uint8)).save(path)
    countenance.guard(biden, path).save(tmp_path / "ai.tif")  # of AI's making, as guard takes it
    with Image.open(tmp_path / "ai.tif") as image:
        result = countenance.retouch(image, original=biden, retouch=0, even=0.4)
    result.save(tmp_path / "again.png")
    done = subprocess.run([program, "record", "--json", tmp_path / "again.png"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["digital_source_type"].endswith("compositeWithTrainedAlgorithmicMedia")


def test_it_is_held_to_its_first_original(once, program, tmp_path):
    result = countenance.retouch(once, original=portrait("biden.jpg"), even=0.5)
    assert result.report.within
    assert countenance.measure(portrait("biden.jpg"), result.picture, profile=result.profile) == result.report
    ours, theirs = tmp_path / "ours.png", tmp_path / "theirs.png"
    result.save(ours)
    command = [program, "retouch", "-q", once, "--original", portrait("biden.jpg"), "-o", theirs, "--even", "0.5"]
    subprocess.run(command, check=True)
    assert ours.read_bytes() == theirs.read_bytes()


def test_another_original_is_told_by_its_hash(once):
    with pytest.raises(countenance.InputError, match="not the first original"):
        countenance.retouch(once, original=portrait("obama.jpg"), even=0.3)
    with pytest.raises(countenance.InputError, match="not the first original"):
        countenance.guard(portrait("thumbor_guido.jpg"), once)
    assert countenance.guard(portrait("biden.jpg"), once).nothing


def test_pixels_alone_are_the_first_original_too(once, biden):
    profile = Image.open(portrait("biden.jpg")).info.get("icc_profile")
    assert countenance.guard(biden, once, profile=profile).nothing


def test_taken_for_an_original_all_the_same_the_record_says_so(once, program, tmp_path):
    path = tmp_path / "again.png"
    countenance.retouch(once, even=0.3, as_original=True).save(path)
    done = subprocess.run([program, "record", "--json", path], capture_output=True, text=True, check=True)
    record = json.loads(done.stdout)
    assert record["as_original"] is True


def test_an_edited_array_is_held_to_its_original(biden):
    edited = np.clip(biden * 1.02, 0, 255).astype(np.uint8)
    result = countenance.retouch(edited, original=biden, retouch=0, even=0.4)
    assert result.report.within
    assert countenance.measure(biden, result.picture) == result.report
