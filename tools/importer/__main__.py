"""`python -m tools.importer FROM… --to imports`: turn downloads of a CRM into clean exports that dbt can read."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tools import versions
from tools.importer.formats import Options
from tools.importer.imports import MappingError, Request, UsageError, WriteError, run
from tools.importer.mapping import DECIMALS, ORDERS, RATES
from tools.importer.report import LANGUAGES, show

SECONDS_BETWEEN_LINES = 10.0
LONG_BYTES = 5_000_000
USAGE = 2
PIPE_WIDTH = 110

app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)


class Watch:
    """Tells how far the reading is: a bar in a terminal, else a line every ten seconds."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar: Progress | None = None
        self.last = time.monotonic()

    def __call__(self, label: str, size: int) -> Callable[[int], None] | None:
        """What is called with the bytes done of a table."""
        if size < LONG_BYTES:
            return None
        if self.console.is_terminal:
            return self.with_bar(label, size)

        def line(done: int) -> None:
            if time.monotonic() - self.last >= SECONDS_BETWEEN_LINES:
                self.last = time.monotonic()
                self.console.print(f"{label}: {100 * done // max(size, 1)} %", markup=False, highlight=False)

        return line

    def with_bar(self, label: str, size: int) -> Callable[[int], None]:
        """A bar of its own for each table."""
        if self.bar is None:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
            self.bar = Progress(*columns, TimeRemainingColumn(), console=self.console, transient=True)
            self.bar.start()
        bar, task = self.bar, self.bar.add_task(label, total=size)
        return lambda done: bar.update(task, completed=done)

    def stop(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()


def report_console() -> Console:
    """The console of the report: as wide as the terminal, and of a fixed width where the output is piped."""
    console = Console()
    return console if console.is_terminal or "COLUMNS" in os.environ else Console(width=PIPE_WIDTH)


def pair(text: str) -> tuple[str, str]:
    """The two sides of FILE=SYSTEM.EXPORT.

    Raises:
        UsageError: it has no two sides.
    """
    name, _, label = text.rpartition("=")
    if not name or "." not in label:
        raise UsageError(f"--as {text}: expected FILE=SYSTEM.EXPORT, for example --as 'all deals.csv=hubspot.deals'.")
    return name, label


def choice(value: str, choices: tuple[str, ...], option: str) -> str:
    """One of a few words, or nothing.

    Raises:
        UsageError: it is none of them.
    """
    if value and value not in choices:
        raise UsageError(f"{option} {value}: expected one of {', '.join(choices)}.")
    return value


@app.command()
def main(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="FROM...", help="Files, folders, zips or workbooks, as the CRM gave them. They are never changed."
        ),
    ],
    to: Annotated[
        Path, typer.Option(help="Folder of the clean files. Those of an earlier import are replaced.")
    ] = Path("imports"),
    chosen: Annotated[
        list[str] | None,
        typer.Option(
            "--as",
            metavar="FILE=SYSTEM.EXPORT",
            help="Say what a file is, where its header does not prove it. May be repeated.",
        ),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option("--leave-out", metavar="FILE", help="A file that is not to be read. May be repeated."),
    ] = None,
    mapping: Annotated[
        list[Path] | None,
        typer.Option(help="A mapping file of your own. May be repeated; it goes before the built-in ones."),
    ] = None,
    date_order: Annotated[
        str,
        typer.Option(
            metavar="dmy|mdy|ymd",
            help="Order of day and month in dates such as 03/04/2025, where no cell proves it. Years of two digits are then read as 20yy.",
        ),
    ] = "",
    decimal: Annotated[
        str, typer.Option(metavar="point|comma", help="Decimal sign of numbers such as 1.234, where no cell proves it.")
    ] = "",
    time_zone: Annotated[
        str,
        typer.Option(
            metavar="IANA", help="Time zone of the CRM account, such as Europe/Madrid, for times without an offset."
        ),
    ] = "",
    currency: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Reporting currency, such as EUR: that of amounts that have none in any file.",
        ),
    ] = "",
    rates: Annotated[
        str,
        typer.Option(
            metavar="percent|share",
            help="What bare numbers of rates are, such as discounts: per cent (20), or shares of 1 (0.2).",
        ),
    ] = "",
    encoding: Annotated[
        str, typer.Option(help="Encoding of all texts, such as gb18030; found out for each where it is not given.")
    ] = "",
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of the report's headings.")] = "en",
    debug: Annotated[bool, typer.Option(help="Show where an unforeseen fault happened.")] = False,
) -> None:
    """Turn downloads of a CRM into clean exports that dbt can read.

    Every file is recognised by its header. Encodings, dates, numbers and ids are brought into one form; what no cell
    proves is asked, and nothing is written until it is answered. docs/importing.md has the whole story.

    Exit code 0: files were written. 1: nothing usable. 2: a question, or an option that cannot be used.
    """
    errors = Console(stderr=True, soft_wrap=True)
    watch = Watch(errors)
    before = versions.current(to)
    # what is being written is removed, as after Ctrl-C
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        request = Request(
            inputs=tuple(inputs),
            target=to,
            chosen=tuple(pair(text) for text in chosen or ()),
            left_out=tuple(leave_out or ()),
            mappings=tuple(mapping or ()),
            options=Options(
                choice(date_order, ORDERS, "--date-order"),
                choice(decimal, DECIMALS, "--decimal"),
                time_zone,
                currency.upper(),
                choice(rates, RATES, "--rates"),
            ),
            encoding=encoding or None,
        )
        choice(language, LANGUAGES, "--language")
        outcome = run(request, watch)
        watch.stop()
        show(outcome, report_console(), language)
        code = outcome.exit_code
    except (UsageError, MappingError) as error:
        code = stopped(errors, watch, str(error), USAGE)
    except WriteError as error:
        code = stopped(errors, watch, str(error), 1)
    except KeyboardInterrupt:
        is_new = versions.current(to) not in (None, before)
        text = "Stopped, but the new import is in its place." if is_new else "Stopped. Nothing was changed."
        code = stopped(errors, watch, text, 130)
    except BrokenPipeError:
        code = 1
    except Exception as error:  # the last guard: never a traceback
        if debug:
            traceback.print_exc()
        text = " ".join(str(error).split()) or type(error).__name__
        code = stopped(errors, watch, f"Unforeseen fault ({type(error).__name__}): {text}. --debug shows where.", 1)
    raise typer.Exit(code)


def stopped(console: Console, watch: Watch, text: str, code: int) -> int:
    """Say in one line why the import stopped."""
    watch.stop()
    console.print(text, markup=False, highlight=False)
    return code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    app(prog_name="python -m tools.importer")
