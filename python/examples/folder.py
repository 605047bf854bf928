#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures every picture of a folder against the original of the same name in another, and writes a table.

    python3 folder.py ORIGINALS EDITED report.csv [POLICY]

A pair that cannot be measured has its reason in the table, and the loop goes on. Exit code: 0 all inside the limits, 3
some outside, 4 none outside, but some not measured; 2 wrong usage, or there is no picture to measure.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Iterator

import countenance

ENDINGS = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"}


def pairs(originals: Path, edited: Path) -> Iterator[tuple[Path, Path | None]]:
    """Each edited picture and its original; None: there is none. Endings may differ. InputError: of which original a
    picture is, is not clear."""
    known: dict[str, Path] = {}
    for path in sorted(originals.iterdir()):
        if path.suffix.lower() not in ENDINGS:
            continue
        if path.stem in known:
            raise countenance.InputError(f"{known[path.stem]} and {path.name}: two originals of one name")
        known[path.stem] = path
    for path in sorted(edited.iterdir()):
        if path.suffix.lower() in ENDINGS:
            yield path, known.get(path.stem)


def row(original: Path | None, edited: Path, policy: countenance.Policy) -> dict[str, object]:
    """One line of the table; "code" as the command line would exit."""
    if original is None:
        return {"edited": edited.name, "code": 2, "reason": "there is no original of this name"}
    try:
        report = countenance.measure(original, edited, policy)
    except countenance.ModelsMissing:
        raise  # of every picture alike
    except countenance.CountenanceError as error:
        return {"edited": edited.name, "code": error.code, "reason": str(error)}
    code = 0 if report.within else 3 if report.outside else 4
    return {
        "edited": edited.name,
        "code": code,
        "drift": f"{report.drift:.3f}",
        "limiting": report.limiting,
        "reason": report.obstacle,
    }


def main(originals: str, edited: str, table: str, policy: str = "natural") -> int:
    limits = countenance.Policy(policy)
    for folder in (originals, edited):
        if not Path(folder).is_dir():
            raise countenance.InputError(f"{folder}: is no folder")
    found = list(pairs(Path(originals), Path(edited)))
    if not found:
        raise countenance.InputError(f"{edited}: there is no picture in it")
    if Path(table).suffix.lower() in ENDINGS:
        raise countenance.InputError(f"{table}: a table is wanted here, and would overwrite a picture; name it .csv")
    codes = []
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["edited", "code", "drift", "limiting", "reason"])
        writer.writeheader()
        for picture, original in found:
            line = row(original, picture, limits)
            writer.writerow(line)
            file.flush()
            codes.append(line["code"])
    return 3 if 3 in codes else 4 if any(codes) else 0


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except countenance.CountenanceError as error:
        print(f"folder.py: {error}", file=sys.stderr)
        sys.exit(error.code)
