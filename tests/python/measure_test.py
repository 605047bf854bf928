# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import countenance
import numpy as np
import pytest
from conftest import portrait


def test_what_did_not_move_has_no_drift(original, biden):
    report = original.measure(biden)
    assert report.within and report.measured and not report.outside
    assert report.drift == 0
    assert report.obstacle == ""
    assert str(report) == "within policy natural, drift 0.00"


def test_what_a_small_face_does_not_tell_is_no_pass(small):
    report = countenance.measure(small, small[:-2])  # in another crop it is not seen to be unchanged
    assert not report.within and not report.outside and not report.measured
    assert str(report).startswith("not measured") and "texture is not resolved" in report.obstacle


def test_plastic_skin_is_outside(original, plastic):
    report = original.measure(plastic)
    assert report.outside and not report.within
    assert report.drift > 1
    texture = report.faces[0].measures["texture"]
    assert texture.share > 1 and texture.title == "Texture"
    assert texture.worst.share == texture.share
    assert texture.worst.value == pytest.approx(texture.share * texture.worst.limit, rel=1e-4)
    assert report.obstacle.startswith("face 1: ")
    assert str(report) == f"outside policy natural, drift {report.drift:.2f} ({report.limiting})"


def test_a_file_is_measured_as_the_command_line_does(program, plastic, tmp_path):
    from PIL import Image

    edited = tmp_path / "edited.png"
    Image.fromarray(plastic).save(edited)
    done = subprocess.run(
        [program, "measure", "-q", "--json", portrait("biden.jpg"), edited], capture_output=True, text=True, check=False
    )
    assert done.returncode == countenance.OverLimit.code
    report = countenance.measure(portrait("biden.jpg"), str(edited))
    assert report.to_dict() == json.loads(done.stdout)
    assert countenance.Report.from_json(done.stdout) == report


def test_the_policy_decides(original, biden):
    brighter = np.clip(biden * 1.02, 0, 255).astype(np.uint8)
    report = original.measure(brighter, "natural")
    assert report.within and report.policy == "natural"
    strict = original.measure(brighter, countenance.Policy("medical-legal-finance"))
    assert strict.policy == "medical-legal-finance"
    assert strict.drift >= report.drift


def test_the_original_decides_what_is_measurable(biden):
    with pytest.raises(countenance.NotMeasurable) as caught:
        countenance.measure(np.zeros((200, 300, 3), np.uint8), biden)
    assert caught.value.code == 4
    with pytest.raises(countenance.NotMeasurable):
        countenance.measure(biden, np.full_like(biden, 128))


def test_an_error_names_the_file(tmp_path):
    missing = tmp_path / "nowhere.jpg"
    with pytest.raises(countenance.InputError, match="nowhere.jpg: no such file") as caught:
        countenance.measure(missing, missing)
    assert caught.value.code == 2
    assert isinstance(caught.value, ValueError)


def test_a_report_is_read_back(original, plastic):
    report = original.measure(plastic)
    assert countenance.Report.from_json(report.json) == report
    for other in ("{}", "[]", "no JSON", '{"schema": "countenance.study/1"}'):
        with pytest.raises(countenance.InputError):
            countenance.Report.from_json(other)


def test_the_heatmap_is_only_taken_where_it_is_asked_for(original, plastic, biden):
    assert original.measure(plastic).heatmap is None
    heatmap = original.measure(plastic, heatmap=True).heatmap
    assert heatmap.dtype == np.uint8 and heatmap.shape[2] == 3
    assert max(heatmap.shape) == min(1600, max(biden.shape))
    red = (heatmap[..., 0] > heatmap[..., 2].astype(int) + 60).mean()
    assert red > 0.01
    untouched = original.measure(biden, heatmap=True).heatmap
    assert np.ptp(untouched.astype(int), axis=2).max() == 0  # grey


def test_models_are_looked_for_where_they_are_named(tmp_path):
    with pytest.raises(countenance.ModelsMissing) as caught:
        countenance.Engine(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.code == 5


def test_the_result_does_not_depend_on_threads(original, plastic, biden):
    one = countenance.Engine(threads=1).measure(biden, plastic)
    assert one.json == original.measure(plastic).json
