"""Serve the dashboard: the published marts are read anew at every load, then closed at once.

On this machine alone it asks for nothing; on any other address it asks every request for an access token, once in the
link that the terminal shows and then in a cookie.
"""

from __future__ import annotations

import hmac
import html
import ipaddress
import os
import secrets
import sys
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tools.dashboard.page import page
from tools.dashboard.source import NotReadable, of_rep, read

# Only this machine, if nothing else is asked for: the page holds what the marts hold.
HOST = "127.0.0.1"
TOKEN = "SALES_KPIS_TOKEN"
COOKIE = "sales_kpis_token"


class Handler(BaseHTTPRequestHandler):
    """Answers GET / with everybody's page and GET /rep/<rep_id> with one rep's; nothing can be written."""

    published: Path
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
                self._answer(HTTPStatus.OK, page(read(self.published)))
            elif path.startswith("/rep/"):
                rep_id = path.removeprefix("/rep/")
                self._answer(HTTPStatus.OK, page(of_rep(read(self.published), rep_id), rep_id))
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


def server(published: Path, port: int, host: str = HOST) -> tuple[ThreadingHTTPServer, str | None]:
    """A server of a publication, not yet serving, and the token that it asks for.

    Args:
        published: the folder of the publication.
        port: where to listen; 0 for any free port.
        host: the address to listen on. Where others reach it, a token is asked for: SALES_KPIS_TOKEN, else a new one.
    """
    token = None if is_loopback(host) else os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    handler = type("PublishedHandler", (Handler,), {"published": published, "token": token})
    return ThreadingHTTPServer((host, port), handler), token


def serve(published: Path, port: int, host: str = HOST) -> None:
    """Serve until interrupted.

    Raises:
        NotReadable: nothing is published, or the address or the port cannot be used.
    """
    read(published)
    try:
        listening, token = server(published, port, host)
    except OSError as error:
        raise NotReadable(
            f"Port {port} of {host} cannot be used ({error.strerror}). Take another: PORT=8766, or HOST={HOST}"
        ) from error
    with listening:
        query = f"?token={token}" if token else ""
        print(f"http://{host}:{listening.server_port}/{query}  (Ctrl+C ends it)", file=sys.stderr, flush=True)
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            return
