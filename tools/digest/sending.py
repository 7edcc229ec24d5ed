"""Send a digest by SMTP or to a webhook, never twice for one publication."""

from __future__ import annotations

import hashlib
import json
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
import tenacity

from tools.digest.recipients import NotSendable, Recipient, secret
from tools.digest.rendering import Rendered
from tools.whole_file import write_whole

SENT = "sent.json"
SMTP_URL = "SALES_KPIS_SMTP_URL"
SMTP_PASSWORD = "SALES_KPIS_SMTP_PASSWORD"
TIMEOUT_S = 20
TRIES = 4
# Before the second try; each pause is twice the one before.
PAUSE_S = 2.0
# What a webhook takes at most, in bytes of UTF-8.
LONGEST = {"slack": 2900, "teams": 20_000, "feishu": 18_000, "dingtalk": 18_000, "wecom": 4000}
# The server says that it has not taken it, for the moment. Another 5xx may come after it has.
TRANSIENT_CODES = {429, 503}


class TransientError(Exception):
    """The other side did not take the message, and may take it in a moment."""


class Ledger:
    """Which digests were sent of which publication: a file beside the publications.

    A digest is written down before it is sent, and taken back only where the other side surely did not take it: one that
    was cut off on its way is never sent again.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / SENT
        self.sent: dict[str, dict[str, str]] = json.loads(self.path.read_text()) if self.path.exists() else {}

    @staticmethod
    def key(recipient: Recipient) -> str:
        """A recipient without the address, which the file need not know."""
        text = json.dumps([recipient.scope, recipient.language, recipient.channel, recipient.address])
        return f"{recipient.channel}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def state(self, build_id: str, recipient: Recipient) -> str | None:
        """sent, begun (cut off on its way), or None."""
        return self.sent.get(build_id, {}).get(self.key(recipient))

    def note(self, build_id: str, recipient: Recipient, state: str | None) -> None:
        """Write down what became of a digest, at once and whole."""
        of_build = self.sent.setdefault(build_id, {})
        if state is None:
            of_build.pop(self.key(recipient), None)
        else:
            of_build[self.key(recipient)] = state
        write_whole(self.path, json.dumps(self.sent, indent=1) + "\n")


def shortened(text: str, most: int) -> str:
    """Whole lines of a text, at most so many bytes."""
    lines: list[str] = []
    size = 0
    for line in text.splitlines():
        size += len(line.encode()) + 1
        if size > most:
            return "\n".join([*lines, "…"])
        lines.append(line)
    return "\n".join(lines)


def payload(kind: str, digest: Rendered) -> dict[str, Any]:
    """A digest as a webhook takes it."""
    text = shortened(digest.mrkdwn if kind == "slack" else digest.markdown, LONGEST[kind])
    if kind == "slack":
        block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
        return {"text": digest.title, "blocks": [block]}
    if kind == "teams":
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "msteams": {"width": "Full"},
            "body": [{"type": "TextBlock", "text": part, "wrap": True} for part in text.split("\n\n")],
        }
        return {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
    if kind == "feishu":
        head = {"title": {"tag": "plain_text", "content": digest.title}}
        return {"msg_type": "interactive", "card": {"header": head, "elements": [{"tag": "markdown", "content": text}]}}
    if kind == "dingtalk":
        return {"msgtype": "markdown", "markdown": {"title": digest.title, "text": text}}
    return {"msgtype": "markdown", "markdown": {"content": text}}


def posted(kind: str, url: str, digest: Rendered) -> None:
    """Post a digest to a webhook.

    Raises:
        TransientError: it was not taken, and may be in a moment.
        NotSendable: it was refused.
    """
    try:
        answer = requests.post(url, json=payload(kind, digest), timeout=TIMEOUT_S, allow_redirects=False)
    except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
        raise TransientError(type(error).__name__) from error
    except requests.ConnectionError as error:
        # refused before anything was sent; an answer that never came is another matter
        if "NewConnectionError" in repr(error):
            raise TransientError("nobody answers there") from error
        raise
    if answer.status_code in TRANSIENT_CODES:
        raise TransientError(f"HTTP {answer.status_code}")
    if answer.status_code >= 500:
        answer.raise_for_status()
    said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    # Feishu, DingTalk and WeCom say no with status 200
    code = said.get("errcode", said.get("code", 0)) if isinstance(said, dict) else 0
    if answer.status_code >= 300 or code:
        words = said.get("errmsg") or said.get("msg") if isinstance(said, dict) else answer.text
        raise NotSendable(f"The {kind} webhook says no: HTTP {answer.status_code}, {str(words or answer.text)[:200]}")


def message(digest: Rendered, sender: str, address: str) -> EmailMessage:
    """A digest as a mail: HTML, and Markdown for readers of plain text."""
    mail = EmailMessage()
    mail["Subject"] = digest.title
    mail["From"] = sender
    mail["To"] = address
    mail.set_content(digest.markdown)
    mail.add_alternative(digest.html, subtype="html")
    return mail


def mailed(url: str, mail: EmailMessage) -> None:
    """Give a mail to the server of SALES_KPIS_SMTP_URL: smtp:// (with STARTTLS where the server offers it) or smtps://.

    Raises:
        TransientError: it was not taken, and may be in a moment.
        NotSendable: it was refused.
    """
    server = urlsplit(url)
    if server.scheme not in {"smtp", "smtps"} or not server.hostname:
        raise NotSendable(
            f"{SMTP_URL} is no address of a mail server; expected smtp://user@host:587 or smtps://user@host:465."
        )
    if server.password:
        raise NotSendable(f"{SMTP_URL} holds a password: put it into {SMTP_PASSWORD}.")
    safe = ssl.create_default_context()
    try:
        if server.scheme == "smtps":
            connection = smtplib.SMTP_SSL(server.hostname, server.port or 465, timeout=TIMEOUT_S, context=safe)
        else:
            connection = smtplib.SMTP(server.hostname, server.port or 587, timeout=TIMEOUT_S)
    except (OSError, smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected) as error:
        raise TransientError(f"{server.hostname} does not answer") from error
    with connection:
        connection.ehlo()
        if server.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=safe)
            connection.ehlo()
        try:
            if server.username:
                connection.login(unquote(server.username), secret(SMTP_PASSWORD, f"the password of {server.username}"))
            connection.send_message(mail)
        except smtplib.SMTPAuthenticationError as error:
            raise NotSendable(f"{server.hostname} refuses {server.username}: is {SMTP_PASSWORD} right?") from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            if codes <= set(range(400, 500)):
                raise TransientError(f"{server.hostname} asks to try later") from error
            raise NotSendable(f"{server.hostname} refuses the recipient: {codes}") from error
        except smtplib.SMTPResponseException as error:
            if 400 <= error.smtp_code < 500:
                raise TransientError(f"{server.hostname} asks to try later ({error.smtp_code})") from error
            raise NotSendable(f"{server.hostname} refuses the mail: {error.smtp_code} {error.smtp_error!r}") from error


def deliver(recipient: Recipient, digest: Rendered, sender: str | None) -> None:
    """Send one digest, with a few tries while the other side is busy.

    Raises:
        NotSendable: it was surely not taken.
        Exception: anything else: it may have been taken.
    """
    if recipient.channel == "mail":
        url = secret(SMTP_URL, "the mail server, such as smtp://user@host:587")
        mail = message(digest, str(sender), recipient.address)
        act: Callable[[], None] = lambda: mailed(url, mail)  # noqa: E731
    else:
        url = secret(recipient.address, f"the URL of the {recipient.channel} webhook")
        act = lambda: posted(recipient.channel, url, digest)  # noqa: E731
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TransientError),
        stop=tenacity.stop_after_attempt(TRIES),
        wait=tenacity.wait_exponential(multiplier=PAUSE_S, max=60),
        reraise=True,
    )
    try:
        tries(act)
    except TransientError as error:
        raise NotSendable(f"Not taken after {TRIES} tries: {error}. Run make digest again later.") from error
