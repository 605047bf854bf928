# SPDX-License-Identifier: Apache-2.0
"""The package as its users get it: a source archive and a wheel, built by its own recipe; the wheel is installed into an
environment of its own. Where what builds it cannot be had nothing is tested, unless CI=true: then that is a failure."""
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

import pytest
from conftest import portrait

SOURCE = pathlib.Path(os.environ["COUNTENANCE_SOURCE"])
SCRATCH = pathlib.Path(os.environ["COUNTENANCE_SCRATCH"])
REQUIREMENTS = pathlib.Path(__file__).with_name("requirements.txt")


def run(*command, **options):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(part) for part in command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def builder():
    """A Python with what builds the package; it stays, and so does most of what was compiled."""
    venv = SCRATCH / "builder"
    stamp = venv / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != REQUIREMENTS.read_bytes():
        run(sys.executable, "-m", "venv", "--clear", venv)
        try:
            pip = [venv / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            run(*pip, "--require-hashes", "-r", REQUIREMENTS)
        except AssertionError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip("what builds the package cannot be had")
        stamp.write_bytes(REQUIREMENTS.read_bytes())
    return venv / "bin/python"


@pytest.fixture(scope="module")
def version():
    return run(os.environ["COUNTENANCE_PROGRAM"], "version").split()[1].rstrip(",")


def test_the_source_archive_is_whole(builder, version, tmp_path):
    run(builder, "-m", "build", "--no-isolation", "--sdist", "--outdir", tmp_path, SOURCE)
    with tarfile.open(tmp_path / f"countenance-{version}.tar.gz") as archive:
        names = archive.getnames()
        archive.extractall(tmp_path)
    assert not [name for name in names if name.endswith((".onnx", ".jpg", ".png"))]
    options = ["COUNTENANCE_PYTHON=OFF", "COUNTENANCE_TESTS=OFF", "COUNTENANCE_PLUGIN_COMMON=OFF"]
    folder = tmp_path / f"countenance-{version}"
    run("cmake", "-S", folder, "-B", tmp_path / "configured", *[f"-D{option}" for option in options])


def test_a_wheel_is_built_installed_and_measures(builder, version, tmp_path):
    run(builder, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, SOURCE)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"countenance-{version}-cp") and "linux" in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    assert all(name.startswith(("countenance/", f"countenance-{version}.dist-info/")) for name in names)
    assert {"countenance/__init__.py", "countenance/_core.pyi", "countenance/py.typed"} <= set(names)
    assert [name for name in names if name.endswith("Apache-2.0.txt")]
    run(sys.executable, "-m", "venv", "--system-site-packages", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    program = "import countenance, sys; print(countenance.__file__, countenance.measure(sys.argv[1], sys.argv[1]))"
    said = run(python, "-c", program, portrait("biden.jpg"), cwd=tmp_path)
    assert said.startswith(str(tmp_path / "venv")) and said.endswith("within policy natural, drift 0.00\n")
