# SPDX-License-Identifier: Apache-2.0
import csv
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading

import countenance
import pytest
from conftest import portrait
from PIL import Image

sys.path.insert(0, str(pathlib.Path(os.environ["COUNTENANCE_SOURCE"]) / "python/examples"))
import folder  # noqa: E402
import server  # noqa: E402


def test_a_folder_becomes_a_table(tmp_path, plastic):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir(), after.mkdir()
    shutil.copy(portrait("biden.jpg"), before / "one.jpg")
    shutil.copy(portrait("biden.jpg"), before / "two.jpg")
    shutil.copy(portrait("biden.jpg"), before / "three.jpg")
    shutil.copy(portrait("biden.jpg"), after / "one.jpg")
    Image.fromarray(plastic).save(after / "two.png")
    (after / "three.jpg").write_bytes(b"")
    (after / "four.jpg").write_bytes(b"")
    (after / "notes.txt").write_text("no picture")
    table = tmp_path / "table.csv"
    assert folder.main(str(before), str(after), str(table)) == 3
    rows = {row["edited"]: row for row in csv.DictReader(table.open())}
    assert set(rows) == {"one.jpg", "two.png", "three.jpg", "four.jpg"}
    assert rows["one.jpg"]["code"] == "0" and float(rows["one.jpg"]["drift"]) == 0
    assert rows["two.png"]["code"] == "3" and float(rows["two.png"]["drift"]) > 1
    assert rows["three.jpg"]["code"] == "2" and "empty" in rows["three.jpg"]["reason"]
    assert rows["four.jpg"]["code"] == "2" and "no original" in rows["four.jpg"]["reason"]


def test_a_folder_with_nothing_to_tell_is_no_pass(tmp_path):
    before, after, table = tmp_path / "before", tmp_path / "after", tmp_path / "table.csv"
    before.mkdir(), after.mkdir()
    original = before / "one.jpg"
    shutil.copy(portrait("biden.jpg"), original)
    for words, paths in [
        ("no picture in it", (before, after, table)),
        ("is no folder", (before, tmp_path / "nowhere", table)),
        ("overwrite a picture", (before, before, original)),
    ]:
        with pytest.raises(countenance.InputError, match=words):
            folder.main(*map(str, paths))
    shutil.copy(original, before / "one.png")
    with pytest.raises(countenance.InputError, match="two originals of one name"):
        folder.main(str(before), str(before), str(table))
    assert not table.exists() and original.read_bytes() == portrait("biden.jpg").read_bytes()
    assert subprocess.run([sys.executable, folder.__file__], capture_output=True, check=False).returncode == 2


@pytest.fixture(scope="module")
def served():
    running = server.serve(0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running.server_address
    running.shutdown()
    thread.join()
    running.server_close()


def post(address, path, body, headers):
    connection = http.client.HTTPConnection(*address, timeout=300)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "application/json"
    return answer.status, json.loads(answer.read())


def form(**files):
    """A form as browsers and curl send it."""
    edge = b"--edge-of-a-part"
    body = b""
    for name, content in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}.jpg"\r\n'
        body += edge + b"\r\n" + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
    return body + edge + b"--\r\n", {"Content-Type": "multipart/form-data; boundary=edge-of-a-part"}


def test_the_server_measures_what_is_posted(served, tmp_path, plastic):
    original = portrait("biden.jpg").read_bytes()
    Image.fromarray(plastic).save(tmp_path / "edited.png")
    edited = (tmp_path / "edited.png").read_bytes()
    status, report = post(served, "/measure", *form(original=original, edited=edited))
    assert status == 200
    assert report == countenance.measure(original, edited).to_dict()
    status, report = post(served, "/measure?policy=press", *form(original=original, edited=original))
    assert status == 200 and report["within"] and report["policy"] == "press"


def test_the_server_says_what_is_wrong(served):
    original = portrait("biden.jpg").read_bytes()
    for body, status, code, words in [
        (form(original=original), 400, 2, "no file 'edited'"),
        (form(original=original, edited=b"no picture"), 400, 2, "the edited picture: not a picture"),
        (form(original=original, edited=portrait("obama.jpg").read_bytes()), 422, 4, "not this photograph"),
        ((b"{}", {"Content-Type": "application/json"}), 400, 2, "post a form"),
        ((b"", {}), 400, 2, "post a form"),
    ]:
        answer = post(served, "/measure", *body)
        assert answer[0] == status and answer[1]["code"] == code and words in answer[1]["error"], answer
    assert post(served, "/else", *form(original=original))[0] == 404
    for policy in ("nosuch", "/etc/passwd", "x.json"):
        answer = post(served, "/measure?policy=" + policy, *form(original=original, edited=original))
        assert answer[0] == 400 and answer[1]["code"] == 2


def test_the_server_takes_no_more_than_it_says(served):
    """And without reading it."""
    status, answer = post(served, "/measure", b"", {"Content-Length": str(server.LARGEST + 1)})
    assert status == 413 and "64 MB" in answer["error"]


def test_the_server_is_for_this_machine_alone(served):
    assert served[0] == "127.0.0.1"
