# SPDX-License-Identifier: Apache-2.0
"""Portraits of the public packages, and edits of them. PYTHONPATH names the package as it was built."""
import os
import pathlib

import numpy as np
import pytest
from PIL import Image

import countenance

FOLDER = pathlib.Path(
    os.environ.get("COUNTENANCE_TEST_DATA")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "countenance/portraits"
)


def portrait(name):
    """These are not optional: a missing file fails."""
    return FOLDER / name


def smoothed(array, radius=4):
    """What a beauty filter does: every pore gone."""
    from PIL import ImageFilter

    return np.asarray(Image.fromarray(array).filter(ImageFilter.GaussianBlur(radius)))


@pytest.fixture(scope="session")
def biden():
    """H × W × 3, uint8, read-only."""
    array = np.array(Image.open(portrait("biden.jpg")))
    array.setflags(write=False)
    return array


@pytest.fixture(scope="session")
def plastic(biden):
    return smoothed(biden)


@pytest.fixture(scope="session")
def small(biden):
    """52 px between the eyes: pores and marks cannot be told."""
    height, width = (round(n * 52 / 118) for n in biden.shape[:2])
    return np.asarray(Image.fromarray(biden).resize((width, height), Image.LANCZOS))


@pytest.fixture(scope="session")
def original(biden):
    return countenance.original(biden)


@pytest.fixture(scope="session")
def program():
    """The command line of the same build."""
    return os.environ["COUNTENANCE_PROGRAM"]
