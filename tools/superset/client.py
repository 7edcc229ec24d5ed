"""Speak to Superset as a person who is logged in does: import assets, and ask for the data of charts."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.request
import uuid
from typing import Any

LIMIT = 120


class Refused(Exception):
    """Superset answered with an error; the message is its own."""


class Client:
    """A session of one user.

    Attributes:
        url: where Superset answers.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        """Log in.

        Raises:
            Refused: the user or the password is wrong.
        """
        self.url = url
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._headers: dict[str, str] = {}
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        token = self.post("/api/v1/security/login", login)["access_token"]
        self._headers = {"Authorization": f"Bearer {token}", "Referer": url}
        self._headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]

    def _answer(self, path: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
        request = urllib.request.Request(self.url + path, data=body, headers=self._headers | headers)
        try:
            with self._opener.open(request, timeout=LIMIT) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(f"{path}: {error.code} {error.read().decode(errors='replace')[:2000]}") from None

    def get(self, path: str) -> dict[str, Any]:
        """What stands at a path of the API."""
        return self._answer(path, None, {})

    def post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question in JSON."""
        return self._answer(path, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def import_assets(self, packed: bytes) -> None:
        """Import a bundle; what stands there already under the same ids is overwritten."""
        border = uuid.uuid4().hex
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="bundle"; filename="assets.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        )
        body = head.encode() + packed + f"\r\n--{border}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        self._answer("/api/v1/assets/import/", body, kind)

    def dataset_ids(self) -> dict[str, int]:
        """Superset's own number of each dataset, by its name."""
        listed = self.get("/api/v1/dataset/?q=(page_size:100)")["result"]
        return {dataset["table_name"]: dataset["id"] for dataset in listed}

    def rows(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows that the chart data API answers with; of a chart with two queries those of both."""
        return [row for result in self.post("/api/v1/chart/data", question)["result"] for row in result["data"]]
