"""Write or send digests: `python -m tools.digest [--scope SCOPE] [--language LANGUAGE] [--send digest.yml]`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from tools import versions
from tools.digest.content import build_of
from tools.digest.content import read as digest_of
from tools.digest.recipients import NotSendable, read
from tools.digest.rendering import Rendered, rendered
from tools.digest.sending import Ledger, deliver
from tools.project import ROOT
from tools.publish.__main__ import PUBLISHED
from tools.whole_file import write_whole

WRITTEN = ROOT / "target/digest"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.digest", description=__doc__)
    parser.add_argument("--scope", default="company:all", help="company:all, team:<team_id> or rep:<rep_id>")
    parser.add_argument("--language", choices=["en", "zh"], default="en")
    parser.add_argument(
        "--send", type=Path, metavar="FILE", help="send to whom this file names, in place of writing files"
    )
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_PUBLISHED", PUBLISHED)),
        help="folder of the publication (default: published, or SALES_KPIS_PUBLISHED)",
    )
    return parser.parse_args()


def write(digest: Rendered, folder: Path, scope: str, language: str) -> list[Path]:
    """Write a digest into a folder as HTML, Markdown and JSON, each file in one step; their paths."""
    name = re.sub(r"[^\w.-]+", "-", f"{scope}-{language}")
    contents = {"html": digest.html, "md": digest.markdown, "json": digest.data}
    paths = {ending: folder / f"{name}.{ending}" for ending in contents}
    for ending, path in paths.items():
        write_whole(path, contents[ending])
    return list(paths.values())


def send(plan_file: Path, folder: Path) -> int:
    """Send every digest of a plan that was not sent yet of this publication; how many could not be sent."""
    plan = read(plan_file)
    failed = 0
    with versions.alone(folder / "digests"):
        ledger = Ledger(folder / "digests")
        for recipient in plan.recipients:
            told = f"{recipient.scope} ({recipient.language}) to {recipient.channel} {recipient.address}"
            state = ledger.state(build_of(folder), recipient)
            if state is None:
                digest = digest_of(folder, recipient.scope, recipient.language)
                # another publication may have come
                state = ledger.state(digest.build_id, recipient)
            if state == "sent":
                print(f"Sent before: {told}")
                continue
            if state == "begun":
                print(f"Not sent again: {told}: the last try was cut off, and may have arrived.", file=sys.stderr)
                failed += 1
                continue
            made = rendered(digest, plan.dashboard_url)
            ledger.note(digest.build_id, recipient, "begun")
            try:
                deliver(recipient, made, plan.mail_from)
            except NotSendable as refusal:
                ledger.note(digest.build_id, recipient, None)
                print(f"Not sent: {told}: {refusal}", file=sys.stderr)
                failed += 1
            except Exception as error:
                print(
                    f"Cut off: {told}: {type(error).__name__}. It may have arrived, and is not sent again.",
                    file=sys.stderr,
                )
                failed += 1
            else:
                ledger.note(digest.build_id, recipient, "sent")
                print(f"Sent: {told}")
    return failed


def main() -> int:
    """Write or send, or say why not."""
    asked = arguments()
    try:
        if asked.send:
            return 1 if send(asked.send, asked.published) else 0
        digest = digest_of(asked.published, asked.scope, asked.language)
        for path in write(rendered(digest, None), WRITTEN, asked.scope, asked.language):
            print(path.relative_to(ROOT))
    except NotSendable as refusal:
        print(f"No digest: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
