# SPDX-License-Identifier: Apache-2.0
"""Pictures in: numpy arrays, PIL images, files."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Optional, TypeGuard, Union

import numpy as np
import numpy.typing as npt

from . import _core
from .errors import InputError

if TYPE_CHECKING:
    import PIL.Image

#: An array, H × W or H × W × 1 to 4 (grey, grey and alpha, RGB, RGB and alpha; alpha is straight), of uint8 or uint16
#: (the whole range is 0 to 1) or float16 or float32 (0 to 1; beyond is kept). Or a PIL image. Or the path of a file
#: (JPEG, PNG, TIFF, WebP), or its bytes.
PictureLike = Union[npt.NDArray[Any], "PIL.Image.Image", "os.PathLike[str]", str, bytes]

#: Called about 20 times a second, in the calling thread, with the share done, 0 to 1, and what is being done. False cancels.
Progress = Optional[Callable[[float, str], Optional[bool]]]

@dataclass(frozen=True)
class Given:
    """A picture as the core has it, and as results of it are handed out."""

    core: _core.Picture
    flat: bool  #: H × W, without a channel's axis
    profile: bytes
    notes: tuple[str, ...]

    def handed_out(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """H × W × C as the picture was given."""
        return array[..., 0] if self.flat else array


_TYPES = tuple(np.dtype(t) for t in ("uint8", "uint16", "float16", "float32"))
_ORIENTATION = 0x0112
_TIFF_XMP = 700
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"


def _array(
    array: npt.NDArray[Any], linear: bool, profile: bytes, exif: bytes = b"", xmp: bytes = b""
) -> _core.Picture:
    dtype = array.dtype.newbyteorder("=")
    if dtype not in _TYPES:
        raise InputError(f"an array of {array.dtype}: uint8, uint16, float16 or float32 is wanted")
    if array.ndim not in (2, 3) or (array.ndim == 3 and not 1 <= array.shape[2] <= 4):
        raise InputError(f"an array of shape {array.shape}: height x width, or height x width x 1 to 4, is wanted")
    if 0 in array.shape:
        raise InputError(f"an array of shape {array.shape}: there are no pixels in it")
    height, width = array.shape[:2]
    picture = _core.Picture(height, width, array.shape[2] if array.ndim == 3 else 1, dtype)
    np.copyto(picture.pixels.reshape(array.shape), array)
    if not picture.finite():
        raise InputError("an array with NaN or infinity in it: put a colour in their place first")
    picture.describe(profile, exif, xmp, linear)
    return picture


def _xmp(image: PIL.Image.Image) -> bytes:
    """Of an opened image, wherever its format has PIL keep it: the record of Countenance, and where its pixels come from."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")  # WebP, JPEG since 11; PNG
    for name, segment in getattr(image, "applist", ()):  # JPEG
        if not packet and name == "APP1" and segment.startswith(_JPEG_XMP):
            packet = segment[len(_JPEG_XMP) :]
    packet = packet or getattr(image, "tag_v2", {}).get(_TIFF_XMP) or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _pil(image: PIL.Image.Image, linear: bool) -> _core.Picture:
    from PIL import ImageOps

    if getattr(image, "is_animated", False) and image.format != "MPO":  # of an MPO the first picture is the photograph
        raise InputError(f"a PIL image of {getattr(image, 'n_frames', 'several')} frames: hand in one of them")
    if image.mode == "PA" or ("transparency" in image.info and image.mode in ("1", "L", "RGB", "P")):
        plain = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        plain = image.convert("L" if image.mode == "1" else "RGB")
    elif image.mode in ("L", "LA", "RGB", "RGBA", "I;16", "I;16L", "I;16B"):
        plain = image
    else:
        raise InputError(f"a PIL image of mode {image.mode}: convert it to RGB, RGBA or L first")
    if plain.getexif().get(_ORIENTATION, 1) != 1:
        plain = ImageOps.exif_transpose(plain)
    exif = plain.info.get("exif") or b""
    profile = plain.info.get("icc_profile") or b""
    return _array(np.asarray(plain), linear, profile, exif.removeprefix(b"Exif\0\0"), _xmp(image))


def is_pil(picture: object) -> TypeGuard[PIL.Image.Image]:
    """Without PIL where nobody uses it."""
    image = sys.modules.get("PIL.Image")
    return image is not None and isinstance(picture, image.Image)


def path_of(path: str | os.PathLike[str]) -> bytes:
    """Of a file, whatever it is called; to the core "-" is a pipe."""
    name = os.fsencode(path)
    return b"./-" if name == b"-" else name


def _core_picture(
    engine: _core.Engine, picture: PictureLike, call: _core.Call, name: str, linear: bool, profile: bytes | None
) -> _core.Picture:
    if isinstance(picture, (str, os.PathLike)):
        return _core.Picture.read(engine, path_of(picture), call)
    if isinstance(picture, bytes):
        return _core.Picture.decode(engine, name, picture, call)
    if is_pil(picture):
        return _pil(picture, linear)
    if not hasattr(picture, "__array__"):
        raise InputError(f"{type(picture).__name__}: a numpy array, a PIL image, or the path or bytes of a file is wanted")
    return _array(np.asarray(picture), linear, profile or b"")


def read(
    engine: _core.Engine, picture: PictureLike, call: _core.Call, name: str, *, linear: bool, profile: bytes | None
) -> Given:
    """Upright. The one copy of its pixels is made here. `name` is for errors."""
    core = _core_picture(engine, picture, call, name, linear, profile)
    three = getattr(picture, "ndim", 2) == 3
    return Given(core, core.pixels.shape[2] == 1 and not three, core.icc, tuple(core.notes))
