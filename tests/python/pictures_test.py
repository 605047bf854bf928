# SPDX-License-Identifier: Apache-2.0
"""What is taken as a picture: each kind is the same picture, or a clear error."""
import io

import countenance
import numpy as np
import pytest
from conftest import portrait
from PIL import Image, ImageCms

DRIFT = 0.05  # of a limit: what another depth may do by rounding


def linear(encoded):
    v = encoded.astype(np.float64) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def encoded(array, kind):
    file = io.BytesIO()
    Image.fromarray(array).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "convert",
    [
        lambda a: a.astype(np.uint16) * 257,
        lambda a: (a.astype(np.uint16) * 257).astype(">u2"),
        lambda a: (a / np.float32(255)).astype(np.float16),
        lambda a: a / np.float32(255),
        lambda a: np.asfortranarray(a),
        lambda a: np.repeat(a, 2, axis=1)[:, ::2],
        lambda a: a[:, ::-1][:, ::-1],
        lambda a: np.dstack([a, np.full(a.shape[:2], 255, np.uint8)]),
        lambda a: np.dstack([a[..., 2], a[..., 1], a[..., 0]])[..., ::-1],
        lambda a: Image.fromarray(a),
        lambda a: Image.fromarray(a).convert("RGBA"),
        lambda a: encoded(a, "PNG"),
        lambda a: encoded(a, "TIFF"),
    ],
    ids=["u16", "big-endian", "f16", "f32", "fortran", "strided", "flipped", "alpha", "bgr view", "PIL", "PIL alpha", "PNG", "TIFF"],
)
def test_other_kinds_are_the_same_picture(original, biden, convert):
    report = original.measure(convert(biden))
    assert report.within
    assert report.drift < DRIFT


@pytest.mark.parametrize(
    "mode, through, becomes",
    [
        ("P", (), "RGB"),
        ("P", ("transparency",), "RGBA"),
        ("PA", (), "RGBA"),
        ("1", (), "L"),
        ("L", ("transparency",), "RGBA"),
        ("RGB", ("transparency",), "RGBA"),
        ("LA", (), "LA"),
        ("I;16", (), "I;16"),
    ],
)
def test_modes_of_pil(mode, through, becomes):
    """Pixels as PIL itself converts them; what is transparent stays so."""
    from countenance import _pictures

    ramp = np.arange(64, dtype=np.uint8).reshape(8, 8) * 3
    if mode == "I;16":
        image = Image.fromarray(ramp.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(np.dstack([ramp, ramp[::-1], ramp.T]))
        image = (image.convert("P") if mode == "PA" else image).convert(mode)
    if through:
        image.info["transparency"] = tuple(image.getpixel((0, 0))) if mode == "RGB" else image.getpixel((0, 0))
    pixels = _pictures._pil(image, False).pixels
    wanted = np.asarray(image if becomes == mode else image.convert(becomes))
    assert np.array_equal(pixels.reshape(wanted.shape), wanted)
    if through:
        assert pixels[0, 0, 3] == 0 and pixels[..., 3].max() == 255


def test_a_palette_image_is_measured(biden):
    image = Image.fromarray(biden).quantize(256)
    assert countenance.original(image.convert("RGB")).measure(image).drift == 0


def test_arrays_may_be_linear_light(biden):
    array = linear(biden).astype(np.float32)
    report = countenance.original(array, linear=True).measure(array * np.float32(1), linear=True)
    assert report.drift == 0
    both = countenance.measure(biden, Image.fromarray(biden))
    assert both.drift == 0
    assert countenance.original(biden).measure(array, linear=True).drift < DRIFT
    assert countenance.original(biden).measure(array).drift > DRIFT  # taken for coded values it is a darker picture


def test_grey_arrays_have_two_or_three_dimensions(biden):
    grey = np.array(Image.fromarray(biden).convert("L"))
    portrait = countenance.original(grey)
    assert portrait.measure(grey[..., None]).drift == 0
    with_alpha = np.dstack([grey, np.full_like(grey, 255)])
    assert portrait.measure(with_alpha).drift == 0
    assert portrait.measure(Image.fromarray(grey)).drift == 0


def test_nothing_is_written_into_the_callers_array(biden):
    array = biden.copy()
    countenance.measure(array, array)
    assert (array == biden).all()


def test_a_profile_is_honoured(original, biden):
    """The same bytes in another space are other colours; converted, they are the same."""
    srgb = ImageCms.createProfile("sRGB")
    profile = ImageCms.ImageCmsProfile(srgb).tobytes()
    image = Image.fromarray(biden)
    image.info["icc_profile"] = profile
    assert original.measure(image).drift < DRIFT
    assert original.measure(biden, profile=profile).drift < DRIFT
    with pytest.raises(countenance.InputError):
        original.measure(biden, profile=b"no profile")


def test_the_orientation_of_a_pil_image_is_honoured(original, biden):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    turned = Image.fromarray(np.ascontiguousarray(np.rot90(biden)))
    stored = io.BytesIO()
    turned.save(stored, "PNG", exif=exif)
    with Image.open(stored) as image:
        assert original.measure(image).drift == 0


@pytest.mark.parametrize(
    "picture, words",
    [
        (np.zeros((8, 8, 3), np.float64), "float64"),
        (np.zeros((8, 8, 3), np.int16), "int16"),
        (np.zeros((8, 8, 3), bool), "bool"),
        (np.zeros((3, 8, 8), np.uint8), r"\(3, 8, 8\)"),
        (np.zeros((1, 8, 8, 3), np.uint8), r"\(1, 8, 8, 3\)"),
        (np.zeros((8, 8, 5), np.uint8), r"\(8, 8, 5\)"),
        (np.zeros(8, np.uint8), r"\(8,\)"),
        (np.zeros((0, 8, 3), np.uint8), "no pixels"),
        (np.full((8, 8, 3), np.nan, np.float32), "NaN"),
        (np.full((8, 8), np.inf, np.float16), "infinity"),
        (Image.new("CMYK", (8, 8)), "CMYK"),
        (Image.new("F", (8, 8)), "mode F"),
        (b"bytes", "the original: not a picture"),
        (b"", "the original: the file is empty"),
        (None, "NoneType"),
        ([[1, 2]], "list"),
    ],
)
def test_what_is_no_picture_is_named(picture, words):
    with pytest.raises(countenance.InputError, match=words):
        countenance.study(picture)


def test_an_animated_image_is_refused(biden):
    stored = io.BytesIO()
    frames = [Image.fromarray(biden).convert("P"), Image.new("P", (biden.shape[1], biden.shape[0]))]
    frames[0].save(stored, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(stored) as image, pytest.raises(countenance.InputError, match="2 frames"):
        countenance.study(image)


def test_a_cmyk_file_is_refused_by_name():
    with pytest.raises(countenance.InputError, match="thumbor_giunchedi_cmyk.jpg.*CMYK"):
        countenance.study(portrait("thumbor_giunchedi_cmyk.jpg"))
