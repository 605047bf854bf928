# SPDX-License-Identifier: Apache-2.0
"""Content credentials: a result signed with the manifest that ``--c2pa`` wrote and with your own certificate.

All of it is done by the c2pa library (``pip install countenance[c2pa]``). No network is used: no time stamp is asked for,
no manifest or revocation list is fetched. No thumbnail is made: no picture but the result itself is in the file.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import mimetypes
import os
import secrets
from pathlib import Path
from typing import Any, Mapping, Optional, Union

PathLike = Union[str, "os.PathLike[str]"]
Manifest = Union[PathLike, Mapping[str, Any]]

# What a certificate may be for: claim signing (C2PA 2.x), or, as before it, e-mail protection or document signing.
_PURPOSES = "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n"


def _library() -> Any:
    try:
        return importlib.import_module("c2pa")
    except ImportError as error:
        raise ImportError("signing needs the c2pa library: pip install countenance[c2pa]") from error


def _settings(c2pa: Any, trust: Optional[PathLike]) -> Any:
    anchors = {} if trust is None else {"trust_anchors": Path(trust).read_text()}
    return c2pa.Settings.from_dict(
        {
            "builder": {"thumbnail": {"enabled": False}},
            "trust": {"trust_config": _PURPOSES, **anchors},
            "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
        }
    )


def _media_type(path: PathLike) -> str:
    kind = mimetypes.guess_type(os.fspath(path))[0]
    if kind is None:
        raise ValueError(f"{path}: the ending does not say which format it is")
    return kind


def _take_ingredient(definition: dict[str, Any], relationship: str, what: str, file: PathLike) -> dict[str, Any]:
    """An ingredient's definition out of the manifest's, if `file` is that ingredient."""
    named = [i for i in definition.get("ingredients", []) if i.get("relationship") == relationship]
    if len(named) != 1:
        raise ValueError(f"the manifest names no {what}, or several")
    digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    if named[0].get("hash") != digest:
        raise ValueError(f"{file}: is not the {what} that the manifest names (its hash is another)")
    ingredient: dict[str, Any] = named[0]
    definition["ingredients"] = [i for i in definition["ingredients"] if i is not ingredient]
    return ingredient


def _check_result(definition: Mapping[str, Any], source: PathLike, picture: bytes) -> None:
    """What is signed is what was measured: these very bytes."""
    assertions = [a for a in definition.get("assertions", []) if a.get("label") == "countenance.drift"]
    said = assertions[0]["data"].get("result", {}).get("file_sha256") if len(assertions) == 1 else None
    if not said:
        raise ValueError("the manifest does not say which picture was measured: take the one that --c2pa wrote")
    if said != hashlib.sha256(picture).hexdigest():
        raise ValueError(
            f"{source}: is not the picture that was measured (its hash is not the manifest's): sign the file that was"
            " written with the manifest, as it was written"
        )


def sign(
    source: PathLike,
    dest: PathLike,
    manifest: Manifest,
    certificate: PathLike,
    private_key: PathLike,
    *,
    alg: str = "es256",
    ingredient: Optional[PathLike] = None,
    edited: Optional[PathLike] = None,
) -> None:
    """Writes `dest`: the picture `source` with `manifest` signed into it. `source` is not touched.

    manifest: the file that ``--c2pa`` wrote, or the same as a mapping. It speaks of one picture, by its hash: another one,
    or the same saved anew, is refused.
    certificate, private_key: PEM files; the chain with the signer's own certificate first, the key in PKCS #8.
    alg: "es256", "es384", "es512", "ps256", "ps384", "ps512" or "ed25519", as the key is.
    ingredient: the original's file, so that its own credentials are carried along; its hash must be the manifest's.
    edited: of what the command line guarded the other tool's file, likewise.

    Raises ImportError without the c2pa library; ValueError where a file is not what it is to be; OSError; and what the
    library raises (c2pa.C2paError) where it refuses the manifest, the certificate or the key. `dest` is written whole or
    not at all.
    """
    c2pa = _library()
    definition = dict(manifest) if isinstance(manifest, Mapping) else json.loads(Path(manifest).read_text("utf-8"))
    target = Path(dest)
    for kept in (source, ingredient, edited):
        if kept is not None and target.exists() and os.path.samefile(kept, target):
            raise ValueError(f"{dest}: is an input, which is never overwritten; name another output")
    kind = _media_type(source)
    if _media_type(dest) != kind:
        raise ValueError(f"{dest}: its ending is of another format than that of {source}, which is kept as it is")
    picture = Path(source).read_bytes()
    _check_result(definition, source, picture)
    carried = []
    for given, relationship, what in ((ingredient, "parentOf", "original"), (edited, "componentOf", "edited picture")):
        if given is not None:
            carried.append((given, _take_ingredient(definition, relationship, what, given)))
    info = c2pa.C2paSignerInfo(alg, Path(certificate).read_bytes(), Path(private_key).read_bytes(), None)
    with c2pa.Context(_settings(c2pa, None)) as context, c2pa.Signer.from_info(info) as signer:
        with c2pa.Builder.from_json(json.dumps(definition), context) as builder:
            for path, named in carried:
                with open(path, "rb") as stream:
                    builder.add_ingredient(json.dumps(named), _media_type(path), stream)
            part = target.parent / f".{target.name[:200]}.{secrets.token_hex(4)}.part"
            try:
                with io.BytesIO(picture) as file, open(part, "x+b") as out:
                    builder.sign(signer, kind, file, out)
                os.replace(part, target)
            finally:
                part.unlink(missing_ok=True)


def read(path: PathLike, *, trust: Optional[PathLike] = None) -> dict[str, Any]:
    """The active manifest of a signed picture, with "validation_state": "Trusted", "Valid" or "Invalid".

    trust: a PEM file of the authorities to trust; without it a good signature is "Valid" and its signer unknown.
    Raises ImportError, OSError, and c2pa.C2paError where there is no manifest.
    """
    c2pa = _library()
    with c2pa.Context(_settings(c2pa, trust)) as context, open(path, "rb") as file:
        with c2pa.Reader(_media_type(path), file, context=context) as reader:
            return {**reader.get_active_manifest(), "validation_state": reader.get_validation_state()}
