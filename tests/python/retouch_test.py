# SPDX-License-Identifier: Apache-2.0
import subprocess

import countenance
import numpy as np
import pytest
from conftest import portrait, smoothed
from PIL import Image


@pytest.fixture(scope="module")
def studied(biden):
    return countenance.study(biden)


def test_what_is_seen(studied, biden):
    (face,) = studied.faces
    assert face.usable and face.reason == ""
    x, y, width, height = face.box
    assert 0 <= x < x + width <= biden.shape[1] and 0 <= y < y + height <= biden.shape[0]
    assert 50 < face.iod_px < width
    assert 0.3 < face.coverage <= 1 and face.light_range > 0
    assert [mark.index for mark in face.marks] == list(range(1, len(face.marks) + 1))
    assert studied.to_dict()["width"] == biden.shape[1]
    overlay = studied.overlay(400)
    assert overlay.dtype == np.uint8 and max(overlay.shape) == 400
    assert repr(studied) == "<Portrait 970 x 2204, 1 faces>"


def test_a_retouch_stays_inside_and_is_measured_as_it_is_handed_out(studied, biden):
    result = studied.retouch(even=0.4, under_eye=0.3)
    assert result.picture.shape == biden.shape and result.picture.dtype == biden.dtype
    assert (result.picture != biden).any()
    assert result.report.within and result.verified == "host" and not result.nothing
    assert studied.measure(result.picture) == result.report
    granted = {grant.dial: grant for grant in result.grants}
    assert granted["even"].wished == pytest.approx(0.4)
    assert 0 < granted["even"].granted <= granted["even"].wished + 1e-3
    assert result.to_dict()["schema"] == "countenance.verdict/1"
    result.picture[:] = 0  # the caller's own


def test_dials_at_nothing_change_nothing(studied, biden):
    result = studied.retouch(retouch=0)
    assert result.nothing and result.verified == ""
    assert (result.picture == biden).all()
    assert not np.shares_memory(result.picture, biden)


@pytest.mark.parametrize(
    "dials",
    [{"even": 2}, {"evn": 0.5}, {"fill": float("nan")}, {"even": "x"}, {"even": None}, {"under-eye": 0.2, "under_eye": 0.3}],
)
def test_a_dial_that_is_none_is_named(studied, dials):
    with pytest.raises(countenance.InputError, match=next(iter(dials)).replace("-", ".")):
        studied.retouch(**dials)


def test_every_dial_is_listed_with_its_range(studied):
    assert {"retouch", "even", "under_eye", "key_turn"} <= set(countenance.dials)
    for dial in countenance.dials.values():
        with pytest.raises(countenance.InputError):
            studied.retouch(**{dial.name: dial.high + 1})


def test_what_was_opened_only_to_be_measured_is_not_retouched(original):
    with pytest.raises(countenance.InputError, match="study"):
        original.retouch()
    with pytest.raises(countenance.InputError, match="study"):
        original.overlay()


@pytest.mark.parametrize("longest", [0, -5])
def test_an_overlay_has_a_size(studied, longest):
    with pytest.raises(countenance.InputError, match="longest"):
        studied.overlay(longest)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32, np.float16])
def test_the_depth_stays(biden, dtype):
    array = biden.astype(np.uint16) * 257 if dtype == np.uint16 else (biden / np.float32(255)).astype(dtype)
    result = countenance.retouch(array, retouch=0, even=0.4)
    assert result.picture.dtype == dtype and result.picture.shape == array.shape
    assert result.report.within and (result.picture != array).any()
    with pytest.raises(countenance.InputError, match="PIL"):
        result.image()


def test_a_file_in_and_a_pil_image_out():
    result = countenance.retouch(portrait("thumbor_giunchedi_grey.jpg"), retouch=0, even=0.4)
    assert result.picture.ndim == 2
    image = result.image()
    assert image.mode == "L" and np.array_equal(np.asarray(image), result.picture)


def test_a_policy_that_refuses_refuses(studied):
    with pytest.raises(countenance.Refused, match="document") as caught:
        studied.retouch("document")
    assert caught.value.code == 6


def test_a_locked_preset_holds_beside_other_limits(tmp_path):
    studio = tmp_path / "studio.json"
    studio.write_text(
        '{"schema": "countenance.policy/1", "name": "studio", "inherits": "natural", "locked": true,'
        ' "limits": {"texture.pores": 0.03}}'
    )
    locked = countenance.Policy(studio)
    assert locked.locked and locked.limits["texture.pores"] == 0.03
    both = countenance.Policy("creative").under(locked)
    assert both.limits["texture.pores"] == 0.03
    assert both.name == "studio+creative"
    free = countenance.Policy("creative").under("natural")
    assert free.name == "creative"
    tighter = countenance.Policy("natural").intersect("press")
    for name, limit in tighter.limits.items():
        assert limit <= countenance.Policy("natural").limits.get(name, limit)
    with pytest.raises(countenance.InputError, match="nosuch"):
        countenance.Policy("nosuch")
    assert "natural" in countenance.policies()
    with pytest.raises(TypeError):
        both.limits["texture.pores"] = 1


def test_guard_lets_what_is_inside_pass(original, biden):
    edited = np.clip(biden * 1.03, 0, 255).astype(np.uint8)
    guarded = original.guard(edited)
    assert guarded.nothing and guarded.repairs == () and guarded.report.within
    assert guarded.report == guarded.before
    assert (guarded.picture == edited).all() and not np.shares_memory(guarded.picture, edited)
    assert guarded.edited_by == "ai"
    assert guarded.to_dict()["schema"] == "countenance.guard/1"
    smaller = Image.fromarray(edited).resize((biden.shape[1] * 7 // 10, biden.shape[0] * 7 // 10), Image.LANCZOS)
    assert original.guard(smaller).picture.shape[:2] == smaller.size[::-1]


def test_guard_never_hands_out_what_is_outside(original, plastic):
    """Brought inside, or refused."""
    try:
        guarded = original.guard(plastic)
    except countenance.Refused as refused:
        assert refused.code == 6
    else:
        assert guarded.before.outside and not guarded.report.outside
        assert guarded.report.within or guarded.unverifiable
        assert guarded.repairs and original.measure(guarded.picture).drift == guarded.report.drift


def test_guard_hands_out_what_cannot_be_verified_only_if_asked(small, program, tmp_path):
    Image.fromarray(small).save(tmp_path / "small.png")
    Image.fromarray(smoothed(small, 1)).save(tmp_path / "blurred.png")
    small, blurred = tmp_path / "small.png", tmp_path / "blurred.png"
    with pytest.raises(countenance.NotMeasurable, match="texture is not resolved.*accept_unverifiable=True"):
        countenance.guard(small, blurred)
    guarded = countenance.guard(small, blurred, accept_unverifiable=True)
    assert not guarded.report.within and not guarded.report.outside and not guarded.report.measured
    assert "face 1: texture.pores" in guarded.unverifiable
    saved = guarded.save(tmp_path / "ours.png")
    assert not saved.report.within
    command = [program, "guard", "-q", small, blurred, "-o", tmp_path / "theirs.png"]
    assert subprocess.run(command, check=False).returncode == 4
    assert (tmp_path / "ours.png").read_bytes() == (tmp_path / "theirs.png").read_bytes()


def test_guard_refuses_what_cannot_be_compared(original, biden):
    with pytest.raises(countenance.NotMeasurable):
        original.guard(np.ascontiguousarray(biden[:, ::-1]))
    with pytest.raises(countenance.NotMeasurable):
        original.guard(portrait("obama.jpg"))
    with pytest.raises(countenance.InputError, match="edited_by"):
        original.guard(biden, edited_by="nobody")
