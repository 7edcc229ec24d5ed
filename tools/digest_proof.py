"""Prove that no digest arrives twice: senders are killed around the moment at which a message arrives.

`python -m tools.publish_proof` runs this on its publication, and a test of the digest on a small one.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from tools import versions
from tools.digest.__main__ import send, write
from tools.digest.recipients import WEBHOOKS
from tools.digest.recipients import read as plan_of
from tools.digest.rendering import Rendered
from tools.digest.sending import Ledger

# How long the receiver takes to answer, and how long after a message a sender is killed at most, in seconds.
ANSWERS_AFTER = 0.01
KILLED_WITHIN = 0.04
# A kill comes after so many messages at most.
MOST_MESSAGES = 3


class Webhook(BaseHTTPRequestHandler):
    """Takes what comes, and notes at which address."""

    server: Any

    def do_POST(self) -> None:
        """Note the address, then answer."""
        self.rfile.read(int(self.headers["content-length"]))
        self.server.received[self.path] += 1
        self.server.news.release()
        time.sleep(ANSWERS_AFTER)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Any]:
    """A webhook on this machine: `received` has the number of messages by address, `news` is released at each."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    server.received, server.news = Counter(), threading.Semaphore(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def written_plan(place: Path, scopes: Iterable[str], port: int) -> Path:
    """A digest.yml that sends each scope in both languages to every kind of webhook, each with an address of its own."""
    digests = []
    for scope in scopes:
        for language in ("en", "zh"):
            for kind in WEBHOOKS:
                name = f"SALES_KPIS_PROOF_{len(digests)}"
                os.environ[name] = f"http://127.0.0.1:{port}/{len(digests)}"
                digests.append({"scope": scope, "language": language, "webhook": kind, "webhook_url_from": name})
    place.write_text(yaml.safe_dump({"digests": digests}), encoding="utf-8")
    return place


def run_sender(plan: Path, folder: Path) -> None:
    """Send, in a process of its own; what it prints goes nowhere."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        send(plan, folder)


def senders_are_killed(
    folder: Path, work: Path, scopes: Iterable[str], kills: int, dice: random.Random
) -> Counter[str]:
    """Kill senders of one publication's digests, let the last one end, and count what became of each digest.

    Args:
        folder: the publication.
        work: where the plan is written to.
        scopes: company, team:<team_id> and so on, as digest.yml has them.
        kills: how many senders are killed at most.
        dice: when.
    """
    counts = Counter[str]()
    with receiver() as server:
        plan = written_plan(work / "digest.yml", scopes, server.server_port)
        for number in range(kills + 2):
            sender = mp.get_context("fork").Process(target=run_sender, args=(plan, folder))
            sender.start()
            if number < kills:
                for _ in range(dice.randint(1, MOST_MESSAGES)):
                    # nothing comes any more where all is sent
                    while not server.news.acquire(timeout=0.2) and sender.is_alive():
                        pass
                time.sleep(dice.uniform(0, KILLED_WITHIN))
                counts["senders killed at work" if sender.is_alive() else "senders that had ended"] += 1
                sender.kill()
            sender.join()
            # it can be read after each kill
            ledger = Ledger(folder / "digests")
        [build_id] = ledger.sent
        for recipient in plan_of(plan).recipients:
            state = ledger.state(build_id, recipient)
            received = server.received[f"/{os.environ[recipient.address].rpartition('/')[2]}"]
            if state == "sent" and received == 1:
                counts["digests that arrived once"] += 1
            elif state == "begun" and received <= 1:
                counts["digests that were cut off, and not sent again"] += 1
            else:
                counts[f"WRONG digests noted as {state} that arrived {received} times"] += 1
        counts["WRONG digests cut off without a kill"] += max(
            0, counts["digests that were cut off, and not sent again"] - counts["senders killed at work"]
        )
        left = [path.name for path in (folder / "digests").iterdir() if path.name not in ("sent.json", versions.LOCK)]
        counts["WRONG files that a killed sender left"] += len(left)
    return +counts


def write_on(digest: Rendered, place: Path) -> None:
    """Write a digest again and again."""
    while True:
        write(digest, place, "company:all", "en")


def writers_are_killed(digest: Rendered, place: Path, kills: int, dice: random.Random) -> Counter[str]:
    """Kill processes that write a digest into a folder; each of its files is whole after each kill."""
    counts = Counter[str]()
    whole = {path: path.read_bytes() for path in write(digest, place, "company:all", "en")}
    for _ in range(kills):
        writer = mp.get_context("fork").Process(target=write_on, args=(digest, place))
        writer.start()
        time.sleep(dice.uniform(0, KILLED_WITHIN))
        writer.kill()
        writer.join()
        counts["writers killed"] += 1
        is_whole = all(path.read_bytes() == content for path, content in whole.items())
        counts["digests that were whole" if is_whole else "WRONG digests that were not whole"] += 1
    write(digest, place, "company:all", "en")
    counts["WRONG files that a killed writer left"] += len(set(place.iterdir()) - set(whole))
    return +counts
