"""A witness's HTTP face: `add-checkpoint`, as c2sp.org/tlog-witness says, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from anchor.errors import FormatError, WitnessDeclinedError
from anchor.spelling import decimal
from anchor.witness import MAX_SUBMISSION, Submission, Witness

_SIZE_TYPE: Final = "text/x.tlog.size"
_PATIENCE: Final = 10  # seconds for a client to say what it wants


def witness_server(address: tuple[str, int], witness: Witness) -> ThreadingHTTPServer:
    """A server for one witness, bound to a host and port; `serve_forever` makes it answer."""

    def answer(body: str) -> tuple[int, str, str]:
        try:
            line = witness.cosign(Submission.parse(body)).line()
        except FormatError:
            return HTTPStatus.BAD_REQUEST, "text/plain", ""
        except WitnessDeclinedError as error:
            seen = "" if error.seen is None else f"{error.seen}\n"
            return error.status, _SIZE_TYPE if seen else "text/plain", seen
        return HTTPStatus.OK, "text/plain; charset=utf-8", f"{line}\n"

    return ThreadingHTTPServer(address, _answering(answer))


def _answering(answer: Callable[[str], tuple[int, str, str]]) -> type[BaseHTTPRequestHandler]:
    class AddCheckpoint(BaseHTTPRequestHandler):
        timeout = _PATIENCE
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the name that http.server calls
            body = self._body()
            if body is None or not self.path.endswith("/add-checkpoint"):
                self.close_connection = True
                found = HTTPStatus.BAD_REQUEST if body is None else HTTPStatus.NOT_FOUND
                self._say(found, "text/plain", "")
                return
            self._say(*answer(body))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the base class names it
            """Say nothing of who asks."""

        def _body(self) -> str | None:
            try:
                length = decimal(self.headers.get("Content-Length", ""), "length")
                return self.rfile.read(length).decode() if length <= MAX_SUBMISSION else None
            except (FormatError, UnicodeDecodeError):
                return None

        def _say(self, status: int, kind: str, text: str) -> None:
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return AddCheckpoint
