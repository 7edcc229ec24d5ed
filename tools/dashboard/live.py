"""Serve the dashboard on this machine: the published marts are read anew at every load, then closed at once."""

from __future__ import annotations

import html
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tools.dashboard.page import page
from tools.dashboard.source import NotReadable, of_rep, read

# Only this machine: the page holds what the marts hold.
HOST = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    """Answers GET / with everybody's page and GET /rep/<rep_id> with one rep's; nothing can be written."""

    published: Path

    def do_GET(self) -> None:
        """Answer with a page, or with the reason why there is none."""
        path = urlsplit(self.path).path
        try:
            if path == "/":
                self._answer(HTTPStatus.OK, page(read(self.published)))
            elif path.startswith("/rep/"):
                rep_id = path.removeprefix("/rep/")
                self._answer(HTTPStatus.OK, page(of_rep(read(self.published), rep_id), rep_id))
            else:
                self._answer(HTTPStatus.NOT_FOUND, "<!doctype html><p>There is no such page. <a href='/'>Dashboard</a>")
        except NotReadable as refusal:
            self._answer(HTTPStatus.NOT_FOUND, f"<!doctype html><meta charset='utf-8'><p>{html.escape(str(refusal))}")

    def _answer(self, status: HTTPStatus, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def parse_request(self) -> bool:
        """Refuse requests that name another host: a foreign page must not read this one through the browser."""
        if not super().parse_request():
            return False
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in {HOST, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN, "This page answers to 127.0.0.1 and localhost only")
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address only."""


def server(published: Path, port: int) -> ThreadingHTTPServer:
    """A server of a publication, not yet serving.

    Args:
        published: the folder of the publication.
        port: where to listen on 127.0.0.1; 0 for any free port.
    """
    handler = type("PublishedHandler", (Handler,), {"published": published})
    return ThreadingHTTPServer((HOST, port), handler)


def serve(published: Path, port: int) -> None:
    """Serve until interrupted.

    Raises:
        NotReadable: nothing is published, or the port is taken.
    """
    read(published)
    try:
        listening = server(published, port)
    except OSError as error:
        raise NotReadable(f"Port {port} cannot be used ({error.strerror}). Take another: PORT=8766") from error
    with listening:
        print(f"http://{HOST}:{listening.server_port}/  (Ctrl+C ends it)", file=sys.stderr, flush=True)
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            return
