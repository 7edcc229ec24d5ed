"""Serve the dashboard: at every load the page is of the publication of that moment, which is read and closed at once.

A publication that is as it was at the last load is not read again. The pages of the last one lie in a temporary folder.

On this machine alone it asks for nothing; on any other address it asks every request for an access token, once in the
link that the terminal shows and then in a cookie.
"""

from __future__ import annotations

import hmac
import html
import ipaddress
import os
import re
import secrets
import sys
import tempfile
import threading
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tools.dashboard.page import folder_of, write_page
from tools.dashboard.source import DATABASE, MANIFEST, NotReadable, read

# Only this machine, if nothing else is asked for: the page holds what the marts hold.
HOST = "127.0.0.1"
TOKEN = "SALES_KPIS_TOKEN"
COOKIE = "sales_kpis_token"


# The name of a piece of data beside a page.
PIECE = re.compile(r"/([0-9a-f]{20})\.js$")


class Pages:
    """The pages of a publication, each written when it is first asked for; all anew where the publication is another."""

    def __init__(self, published: Path, folder: Path) -> None:
        self.published = published
        self.folder = folder
        self._state: object = None
        self._written: dict[str | None, Path] = {}
        self._one_at_a_time = threading.Lock()

    def page(self, rep_id: str | None = None) -> bytes:
        """A page as it is now.

        Raises:
            NotReadable: nothing is published, or there is no such rep.
        """
        with self._one_at_a_time:
            state = self._found()
            if state != self._state:
                self._state, self._written = state, {}
            if rep_id not in self._written:
                target = self.folder / f"page{len(self._written)}.html"
                with read(self.published, rep_id) as publication:
                    write_page(publication, target)
                self._written[rep_id] = target
            return self._written[rep_id].read_bytes()

    def piece(self, name: str) -> bytes | None:
        """A piece of data of one of the pages, by its name; None where there is none."""
        for target in list(self._written.values()):
            path = folder_of(target) / f"{name}.js"
            if path.is_file():
                return path.read_bytes()
        return None

    def _found(self) -> object:
        """What tells a publication from another."""
        files = [(self.published / name).resolve() for name in (DATABASE, MANIFEST)]
        return [(path, path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else path for path in files]


class Handler(BaseHTTPRequestHandler):
    """Answers GET / with everybody's page and GET /rep/<rep_id> with one rep's; nothing can be written."""

    pages: Pages
    token: str | None

    def do_GET(self) -> None:
        """Answer with a page, or with the reason why there is none."""
        asked = urlsplit(self.path)
        path = unquote(asked.path)
        given = parse_qs(asked.query).get("token", [""])[0]
        if self.token and self._is_token(given):
            self._remember(asked.path)
            return
        try:
            if path == "/":
                self._answer(HTTPStatus.OK, self.pages.page())
            elif (found := PIECE.search(path)) and (piece := self.pages.piece(found[1])):
                self._answer(HTTPStatus.OK, piece, "text/javascript")
            elif path.startswith("/rep/"):
                self._answer(HTTPStatus.OK, self.pages.page(path.removeprefix("/rep/")))
            else:
                self._answer(HTTPStatus.NOT_FOUND, "<!doctype html><p>There is no such page. <a href='/'>Dashboard</a>")
        except NotReadable as refusal:
            self._answer(HTTPStatus.NOT_FOUND, f"<!doctype html><meta charset='utf-8'><p>{html.escape(str(refusal))}")

    def _is_token(self, given: str) -> bool:
        """Whether a text is the access token; a comparison takes as long for a near miss."""
        return hmac.compare_digest(given.encode(), (self.token or "").encode())

    def _remember(self, path: str) -> None:
        """Put the token into a cookie, and out of the address that people copy."""
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/" + path.lstrip("/"))
        self.send_header("Set-Cookie", f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _has_token(self) -> bool:
        """Whether the request brings the token: in its address, its cookie, or as a bearer's."""
        try:
            cookie = SimpleCookie(self.headers.get("Cookie") or "").get(COOKIE)
        except CookieError:
            cookie = None
        bearer = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        given = [*parse_qs(urlsplit(self.path).query).get("token", []), cookie.value if cookie else "", bearer]
        return any(self._is_token(text) for text in given)

    def _answer(self, status: HTTPStatus, text: str | bytes, kind: str = "text/html") -> None:
        body = text.encode() if isinstance(text, str) else text
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def parse_request(self) -> bool:
        """Refuse requests without the token or, where none is asked for, those that name another host.

        A foreign page must not read this one through the browser.
        """
        if not super().parse_request():
            return False
        if self.token:
            if not self._has_token():
                self.send_error(HTTPStatus.UNAUTHORIZED, "Open the link with the token that the terminal shows")
                return False
            return True
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in {HOST, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN, "This page answers to 127.0.0.1 and localhost only")
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address only."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server(pages: Pages, port: int, host: str = HOST) -> tuple[ThreadingHTTPServer, str | None]:
    """A server of a publication's pages, not yet serving, and the token that it asks for.

    Args:
        pages: the pages.
        port: where to listen; 0 for any free port.
        host: the address to listen on. Where others reach it, a token is asked for: SALES_KPIS_TOKEN, else a new one.
    """
    token = None if is_loopback(host) else os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    handler = type("PublishedHandler", (Handler,), {"pages": pages, "token": token})
    return ThreadingHTTPServer((host, port), handler), token


def serve(published: Path, port: int, host: str = HOST) -> None:
    """Serve until interrupted.

    Raises:
        NotReadable: nothing is published, or the address or the port cannot be used.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            listening, token = server(pages := Pages(published, Path(folder)), port, host)
        except OSError as error:
            raise NotReadable(
                f"Port {port} of {host} cannot be used ({error.strerror}). Take another: PORT=8766, or HOST={HOST}"
            ) from error
        with listening:
            pages.page()
            query = f"?token={token}" if token else ""
            print(f"http://{host}:{listening.server_port}/{query}  (Ctrl+C ends it)", file=sys.stderr, flush=True)
            try:
                listening.serve_forever()
            except KeyboardInterrupt:
                return
