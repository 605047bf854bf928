# SPDX-License-Identifier: GPL-3.0-or-later
"""The library in Python: tables of dials, measures and policies; Engine, Portrait, Retouch. Every failure is an Error
with the library's one line. Calls let other threads run; a progress function gives False to cancel."""
import ctypes
import json
from collections import namedtuple
from ctypes import byref, c_void_p, sizeof

from . import library as c

SAMPLES = {"U8": 0, "U16": 1, "F16": 2, "F32": 3}
BYTES = {"U8": 1, "U16": 2, "F16": 2, "F32": 4}
NOT_MEASURABLE, MODELS, REFUSED, CANCELLED = 4, 5, 6, 130

Dial = namedtuple("Dial", "name title help unit low high")
Measure = namedtuple("Measure", "name title")
Picture = namedtuple("Picture", "data width height channels sample icc")
"""data: packed rows, RGBA or grey and alpha; sample: a key of SAMPLES; icc: the profile's bytes."""


class Error(Exception):
    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


_library = None


def lib():
    global _library
    if _library is None:
        try:
            _library = c.load()
        except OSError as error:
            raise Error(1, str(error)) from error
    return _library


def _call(name, *arguments):
    status = getattr(lib(), "cnt_" + name)(*arguments)
    if status:
        raise Error(status, lib().cnt_last_error().decode("utf-8", "replace"))


def _taken(text):
    """The JSON that the library handed out, which is given back."""
    try:
        return json.loads(ctypes.string_at(text.value).decode())
    finally:
        lib().cnt_text_free(text)


def _rows(count, struct, function, names):
    rows = []
    for i in range(count):
        row = struct(struct_size=sizeof(struct))
        _call(function, i, byref(row))
        values = (getattr(row, name) for name in names)
        rows.append([v.decode() if isinstance(v, bytes) else v for v in values])
    return rows


def version():
    return lib().cnt_version().decode()


def dials():
    """"retouch", which moves all others, then each of them."""
    return [Dial(*row) for row in _rows(lib().cnt_dial_count(), c.Dial, "dial_at", Dial._fields)]


def measures():
    return [Measure(*row) for row in _rows(lib().cnt_measure_count(), c.Measure, "measure_at", Measure._fields)]


def policies():
    text = c_void_p()
    _call("policies_json", byref(text))
    return _taken(text)["policies"]


def policy_name(preset, limits=""):
    """As the calls below take a preset, and whose limits are to hold where those are not its own."""
    return f"{preset}\n{limits}" if limits else preset


def _wishes():
    return lib().Wishes(struct_size=sizeof(lib().Wishes))


def _values(wishes):
    return {dial.name: wishes.dials[i] for i, dial in enumerate(dials()[1:])}


def wishes_of(moved):
    """A value for every dial, where `moved` has those that are not 0; "retouch" goes before the others."""
    return _values(_set(moved))


def policy_wishes(policy):
    wishes = _wishes()
    _call("policy_wishes", policy.encode(), byref(wishes))
    return _values(wishes)


def _set(moved):
    wishes = _wishes()
    for name in sorted(moved, key=lambda name: name != dials()[0].name):
        _call("wishes_set", byref(wishes), name.encode(), moved[name])
    return wishes


def _job(progress):
    """The struct keeps the function alive. What it raises cancels, too."""
    def heard(_user, share, words):
        return 1 if progress(share, words.decode("utf-8", "replace")) else 0
    return c.Job(struct_size=sizeof(c.Job), progress=c.Progress(heard) if progress else c.Progress())


def _pixels(picture, data):
    return c.Pixels(sizeof(c.Pixels), data, picture.width, picture.height, picture.channels,
                    SAMPLES[picture.sample], 0, 0, picture.icc, len(picture.icc))


def _given(picture):
    """The pixels must stay with the caller for as long as the struct is used."""
    size = picture.width * picture.height * picture.channels * BYTES[picture.sample]
    if len(picture.data) != size:
        raise Error(2, f"the picture has {len(picture.data)} bytes, where its size asks for {size}")
    return _pixels(picture, ctypes.cast(ctypes.c_char_p(picture.data), c_void_p))


def _room(picture):
    data = bytearray(picture.width * picture.height * picture.channels * BYTES[picture.sample])
    return data, _pixels(picture, ctypes.addressof((ctypes.c_char * len(data)).from_buffer(data)))


class _Owned:
    """A handle, and what releases it."""
    handle = None

    def __init__(self, release):
        self.handle, self._release = c_void_p(), release

    def __del__(self):
        if self.handle:
            self._release(self.handle)


class Engine(_Owned):
    def __init__(self, models=None):
        super().__init__(lib().cnt_engine_free)
        _call("engine_open", models.encode() if models else None, byref(self.handle))


class Portrait(_Owned):
    def __init__(self, engine, picture, progress=None):
        super().__init__(lib().cnt_portrait_free)
        pixels = _given(picture)
        _call("portrait_study", engine.handle, byref(pixels), byref(_job(progress)), byref(self.handle))
        self.layout = picture._replace(data=b"")

    def faces(self):
        text = c_void_p()
        _call("portrait_json", self.handle, byref(text))
        return _taken(text)["faces"]

    def measure(self, edited, policy):
        """The report, whether it holds or not."""
        text, pixels = c_void_p(), _given(edited)
        status = lib().cnt_portrait_measure(self.handle, byref(pixels), policy.encode(), None, byref(text))
        if not text:
            raise Error(status, lib().cnt_last_error().decode("utf-8", "replace"))
        return _taken(text)


class Retouch(_Owned):
    """Wishes made into edits."""
    def __init__(self, portrait):
        super().__init__(lib().cnt_retouch_free)
        self._portrait = portrait

    @classmethod
    def propose(cls, portrait, moved, face=None, acts=None, progress=None):
        """`face`: the only one, from 0. `acts`: floats (bytes), width and height of a map."""
        made = cls(portrait)
        wishes, none = _set(moved), _wishes()
        local = c.Local(struct_size=sizeof(c.Local))
        if face is not None:
            one = (c_void_p * (face + 1))(*([None] * face), ctypes.addressof(wishes))
            local.faces, local.face_count = ctypes.addressof(one), face + 1
        if acts:
            data, width, height = acts
            paint = c.Paint(sizeof(c.Paint), ctypes.cast(ctypes.c_char_p(data), c_void_p), width, height)
            paints = (ctypes.POINTER(c.Paint) * 1)(ctypes.pointer(paint))
            local.paints, local.paint_count = paints, 1
        _call("retouch_propose_local", portrait.handle, byref(none if face is not None else wishes), byref(local),
              byref(_job(progress)), byref(made.handle))
        return made

    def moved(self, moved, progress=None):
        """The same with other wishes, for the same face and map: only what moved is made anew."""
        made = Retouch(self._portrait)
        _call("retouch_with", self.handle, byref(_set(moved)), byref(_job(progress)), byref(made.handle))
        return made

    def solve(self, policy, progress=None):
        text = c_void_p()
        _call("retouch_solve", self.handle, policy.encode(), byref(_job(progress)), byref(text))
        return _taken(text)

    def preview(self, view, size, progress=None):
        """`view` (x, y, width, height) of the photo at `size`: 8-bit RGB in sRGB."""
        data, pixels = _room(Picture(b"", *size, 3, "U8", b""))
        _call("retouch_preview", self.handle, *view, byref(pixels), byref(_job(progress)))
        return bytes(data)

    def govern(self, policy, settle, progress=None):
        """The result's pixels, and its verdict. `settle` makes of rendered pixels, a writable memoryview, what will be
        found in the host, where it lies; what it raises ends the work with that error."""
        raised = []

        def through(_user, pixels):
            try:
                size = pixels[0].stride * pixels[0].height
                settle(memoryview((ctypes.c_uint8 * size).from_address(pixels[0].data)).cast("B"))
                return 1
            except Exception as error:  # must not leave through C
                raised.append(error)
                return 0
        text = c_void_p()
        data, pixels = _room(self._portrait.layout)
        try:
            _call("retouch_govern", self.handle, policy.encode(), c.Roundtrip(through), None, byref(_job(progress)),
                  byref(pixels), byref(text))
        except Error as error:
            raise (raised[0] if raised else error)
        return data, _taken(text)
