#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures pairs of pictures that are posted to it, on this machine alone.

    python3 server.py [PORT]                                           8765, unless given
    curl -F original=@portrait.jpg -F edited=@edited.jpg localhost:8765/measure
    curl -F original=@portrait.jpg -F edited=@edited.jpg 'localhost:8765/measure?policy=press'

Answers with the report (schema countenance.measure/1), or with {"error", "code"}: the code is that of the command line.
Pictures stay in memory, and are forgotten.
"""

from __future__ import annotations

import json
import sys
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from urllib.parse import parse_qs, urlsplit

import countenance

LARGEST = 64 << 20  # bytes of a request
AT_ONCE = BoundedSemaphore(2)  # requests that are read and measured; each may hold LARGEST, and uses every core
STATUS = {2: HTTPStatus.BAD_REQUEST, 4: HTTPStatus.UNPROCESSABLE_ENTITY, 6: HTTPStatus.UNPROCESSABLE_ENTITY}


def parts_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form. InputError: it is none."""
    header = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(header + body)
    if message.get_content_type() != "multipart/form-data" or not message.is_multipart():
        raise countenance.InputError("post a form (multipart/form-data) with the files 'original' and 'edited'")
    fields = {}
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            fields[str(part.get_param("name", header="content-disposition"))] = content
    return fields


def measure(fields: dict[str, bytes], policy: str) -> countenance.Report:
    """Of the fields "original" and "edited", files as they are."""
    if "/" in policy or policy.endswith(".json"):
        raise countenance.InputError("name a policy: files of this machine are not read")
    for name in ("original", "edited"):
        if name not in fields:
            raise countenance.InputError(f"the form has no file '{name}'")
    return countenance.measure(fields["original"], fields["edited"], policy)


class Handler(BaseHTTPRequestHandler):
    timeout = 30  # s, of one that sends too slowly

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        if url.path != "/measure":
            return self.answer(HTTPStatus.NOT_FOUND, {"error": "post to /measure", "code": 2})
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return self.answer(HTTPStatus.LENGTH_REQUIRED, {"error": "say Content-Length", "code": 2})
        if int(length) > LARGEST:
            self.close_connection = True
            return self.answer(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"more than {LARGEST >> 20} MB", "code": 2}
            )
        policy = parse_qs(url.query).get("policy", ["natural"])[-1]
        try:
            with AT_ONCE:
                body = self.rfile.read(int(length))
                report = measure(parts_of(self.headers.get("Content-Type", ""), body), policy)
        except countenance.CountenanceError as error:
            status = STATUS.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
            return self.answer(status, {"error": str(error), "code": error.code})
        return self.answer(HTTPStatus.OK, report.to_dict())

    def answer(self, status: HTTPStatus, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Says nothing: what is measured is nobody else's."""


def serve(port: int) -> ThreadingHTTPServer:
    """To be started by serve_forever(); 0: any free port."""
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    server = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8765)
    print(f"http://127.0.0.1:{server.server_port}/measure")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
