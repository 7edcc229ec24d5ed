"""Read who gets which digest, and how: digest.yml."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

WEBHOOKS = ("slack", "teams", "feishu", "dingtalk", "wecom")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["digests"],
    "additionalProperties": False,
    "properties": {
        "mail_from": {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$"},
        "dashboard_url": {"type": "string", "pattern": "^https?://"},
        "digests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["scope"],
                "additionalProperties": False,
                "properties": {
                    "scope": {"type": "string", "pattern": "^(company|team:.+|rep:.+)$"},
                    "language": {"enum": ["en", "zh"]},
                    "mail": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$"},
                    },
                    "webhook": {"enum": list(WEBHOOKS)},
                    "webhook_url_from": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$"},
                },
                "dependentRequired": {"webhook": ["webhook_url_from"], "webhook_url_from": ["webhook"]},
                "anyOf": [{"required": ["mail"]}, {"required": ["webhook"]}],
            },
        },
    },
}


class NotSendable(Exception):
    """A digest cannot be made or sent; the message says what was found and what to do."""


@dataclass(frozen=True)
class Recipient:
    """Where one digest goes.

    Attributes:
        scope: company:all, team:<team_id> or rep:<rep_id>.
        language: en or zh.
        channel: mail, or a kind of webhook.
        address: a mail address, or the name of the environment variable that holds the webhook's URL.
    """

    scope: str
    language: str
    channel: str
    address: str


@dataclass(frozen=True)
class Plan:
    """What digest.yml asks for."""

    recipients: tuple[Recipient, ...]
    mail_from: str | None
    dashboard_url: str | None


def read(path: Path) -> Plan:
    """The plan in a file.

    Raises:
        NotSendable: the file is absent, no YAML, or not as it should be.
    """
    if not path.exists():
        raise NotSendable(f"{path} is not there: it says who gets which digest. docs/digest.md has an example.")
    try:
        asked = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.validate(asked, SCHEMA)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotSendable(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    except jsonschema.ValidationError as error:
        place = ".".join(map(str, error.absolute_path)) or "the file"
        raise NotSendable(f"{path}: {place}: {error.message}. docs/digest.md has an example.") from error
    found = []
    for digest in asked["digests"]:
        scope = "company:all" if digest["scope"] == "company" else digest["scope"]
        language = digest.get("language", "en")
        found += [Recipient(scope, language, "mail", address) for address in digest.get("mail", ())]
        if "webhook" in digest:
            found.append(Recipient(scope, language, digest["webhook"], digest["webhook_url_from"]))
    if any(recipient.channel == "mail" for recipient in found) and "mail_from" not in asked:
        raise NotSendable(f"{path}: mail_from is missing: the address that digests are sent from.")
    return Plan(tuple(dict.fromkeys(found)), asked.get("mail_from"), asked.get("dashboard_url"))


def secret(name: str, what: str) -> str:
    """A value that only the environment holds.

    Raises:
        NotSendable: it is not set.
    """
    value = os.environ.get(name)
    if not value:
        raise NotSendable(f"{name} is not set: {what}.")
    return value
