# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the library is, and its C structs and functions (countenance_c.h), as ctypes has them."""
import ctypes
import os
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_ssize_t, c_void_p
from pathlib import Path

NAME = "libcountenance.so.0"


def _candidates():
    """$COUNTENANCE_LIBRARY alone; else the prefix this file is installed in, then wherever the loader looks."""
    named = os.environ.get("COUNTENANCE_LIBRARY")
    if named:
        return [named]
    prefix = Path(__file__).resolve().parents[4]  # <prefix>/share/krita/pykrita/countenance
    installed = [prefix / "lib" / NAME, prefix / "lib64" / NAME, *sorted(prefix.glob("lib/*/" + NAME))]
    return [str(path) for path in installed if path.exists()] + [NAME]


class Pixels(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("data", c_void_p), ("width", c_int32), ("height", c_int32),
                ("channels", c_int32), ("sample", c_int32), ("stride", c_ssize_t), ("linear", c_int32),
                ("icc", c_char_p), ("icc_size", c_size_t)]


class Dial(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("name", c_char_p), ("title", c_char_p), ("help", c_char_p),
                ("unit", c_char_p), ("low", c_float), ("high", c_float)]


class Measure(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("name", c_char_p), ("title", c_char_p)]


class Paint(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("map", c_void_p), ("width", c_int32), ("height", c_int32),
                ("stride", c_ssize_t), ("protects", c_int32), ("reserved", c_int32), ("dial", c_char_p)]


class Local(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("faces", c_void_p), ("face_count", c_int32), ("paint_count", c_int32),
                ("paints", POINTER(POINTER(Paint))), ("marks", c_void_p), ("places", c_void_p),
                ("mark_count", c_int32), ("place_count", c_int32)]


Progress = CFUNCTYPE(c_int, c_void_p, c_double, c_char_p)
Roundtrip = CFUNCTYPE(c_int, c_void_p, POINTER(Pixels))


class Job(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("progress", Progress), ("user", c_void_p), ("threads", c_int32),
                ("reserved", c_int32)]


def _wishes_type(dials):
    """cnt_wishes as this library has it: a float a dial, in the order of its table, ending on a whole word."""
    class Wishes(ctypes.Structure):
        _fields_ = [("struct_size", c_size_t), ("dials", c_float * (dials + dials % 2))]
    return Wishes


_PIXELS, _JOB, _TEXT = POINTER(Pixels), POINTER(Job), POINTER(c_void_p)
_HANDLE, _MADE = c_void_p, POINTER(c_void_p)
_STATUS = {  # functions that give a cnt_status, and what they take
    "dial_at": [c_int32, POINTER(Dial)],
    "measure_at": [c_int32, POINTER(Measure)],
    "wishes_set": [c_void_p, c_char_p, c_float],
    "policy_wishes": [c_char_p, c_void_p],
    "policies_json": [_TEXT],
    "engine_open": [c_char_p, _MADE],
    "portrait_study": [_HANDLE, _PIXELS, _JOB, _MADE],
    "portrait_json": [_HANDLE, _TEXT],
    "portrait_measure": [_HANDLE, _PIXELS, c_char_p, _JOB, _TEXT],
    "retouch_propose_local": [_HANDLE, c_void_p, POINTER(Local), _JOB, _MADE],
    "retouch_with": [_HANDLE, c_void_p, _JOB, _MADE],
    "retouch_solve": [_HANDLE, c_char_p, _JOB, _TEXT],
    "retouch_preview": [_HANDLE, c_int32, c_int32, c_int32, c_int32, _PIXELS, _JOB],
    "retouch_govern": [_HANDLE, c_char_p, Roundtrip, c_void_p, _JOB, _PIXELS, _TEXT],
}


def load():
    """The library, its functions ready to be called. OSError: it is not there, or is of another version."""
    failures = []
    for candidate in _candidates():
        try:
            library = ctypes.CDLL(candidate)
        except OSError as error:
            failures.append(str(error))
            continue
        return _declared(library)
    raise OSError(f"the Countenance library cannot be loaded ({'; '.join(failures)}): install it, or name the file "
                  f"in COUNTENANCE_LIBRARY")


def _declared(library):
    try:
        for name, arguments in _STATUS.items():
            function = getattr(library, "cnt_" + name)
            function.restype, function.argtypes = c_int, arguments
        for name in ("version", "last_error"):
            getattr(library, "cnt_" + name).restype = c_char_p
        for name in ("text_free", "engine_free", "portrait_free", "retouch_free"):
            function = getattr(library, "cnt_" + name)
            function.restype, function.argtypes = None, [c_void_p]
        for name in ("dial_count", "measure_count"):
            getattr(library, "cnt_" + name).restype = c_int32
    except AttributeError as error:
        raise OSError(f"the Countenance library is of another version than this plug-in: {error}") from error
    library.Wishes = _wishes_type(library.cnt_dial_count() - 1)
    return library
