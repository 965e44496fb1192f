"""How the command line speaks: progress with the time left, tables, JSON, and errors."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from textwrap import fill
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from hotspots import words
from hotspots.errors import SettingsError
from hotspots.study.executor import Progress as ProgressReport
from hotspots.study.executor import no_progress
from hotspots.workspace import find_workspace

# What a person reads goes to standard output, progress and errors to standard error: a pipe gets
# the answer alone, each sentence in one line; on a screen no word is broken.
ANSWERS = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
ASIDES = Console(stderr=True, highlight=False)


@contextmanager
def progress_shown(*, quiet: bool) -> Iterator[ProgressReport]:
    """Give a progress report that draws a bar for each step, or one that draws nothing.

    Ctrl-C stops at once; where a library swallows it, the next report stops.
    """
    drawing = nullcontext(no_progress) if quiet else _progress_bars()
    with _interruptible() as stop_if_asked, drawing as drawn:

        def report(step: str, done: int, total: int) -> None:
            stop_if_asked()
            drawn(step, done, total)

        yield report


@contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Give a function that stops the work when Ctrl-C was pressed and came to nothing."""
    asked = threading.Event()

    def stop(*_: object) -> None:
        asked.set()
        raise KeyboardInterrupt

    def stop_if_asked() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stop_if_asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress_bars() -> Iterator[ProgressReport]:
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=ASIDES,
    )
    tasks: dict[str, Any] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total)
        bar.update(tasks[step], completed=done, total=total)

    with bar:
        yield report


def say(text: str = "", *, quiet: bool = False, whole: bool = False) -> None:
    """Print a line for a person; data is printed as it is, never as markup.

    What is copied from the screen, a path or a command, is printed ``whole``.
    """
    if not quiet:
        ANSWERS.print(text, markup=False, soft_wrap=whole or None)


def say_table(
    heading: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, quiet: bool = False
) -> None:
    """Print a small table; numbers are set to the right."""
    if quiet:
        return
    table = Table(title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console(highlight=False, markup=False).print(table)
    ANSWERS.print()


def say_rows(rows: Mapping[str, Any]) -> None:
    """Print that no row is lost: the rows of a receipt."""
    say(
        f"{rows['rows_in']:,} rows in = {rows['rows_used']:,} used + "
        f"{rows['rows_set_aside']:,} set aside."
    )


def say_oddities(oddities: Sequence[str]) -> None:
    """Print at the head what is odd in the data, before anything that is made of them."""
    if oddities:
        say("Look at the data first:")
        _say_each(oddities)
        say()


def say_notes_of_run(receipt: Mapping[str, Any]) -> None:
    """Print all that a reader should know of a run, each once, the weightiest first."""
    _say_each(_notes_of_run(receipt))


def say_count_of_notes(folder: Path, receipt: Mapping[str, Any]) -> None:
    """Print how many notes the run in a folder has, and the command that prints them."""
    if count := len(_notes_of_run(receipt)):
        run, maps = shlex.quote(folder.name), folder.parent
        elsewhere = "" if maps == _maps_here() else f" --out {shlex.quote(str(maps))}"
        say(
            f"{words.plural(count, 'note')} on how far this can be trusted: "
            f"hotspots show {run}{elsewhere} --notes",
            whole=True,
        )


def _maps_here() -> Path | None:
    """Return the folder of the runs where one stands, if that is in a workspace."""
    try:
        return find_workspace(Path.cwd()).maps
    except SettingsError:
        return None


def _notes_of_run(receipt: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys((*receipt.get("oddities", ()), *receipt["caveats"])))


def _say_each(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        if ANSWERS.is_terminal:
            say(fill(sentence, ANSWERS.width, initial_indent="- ", subsequent_indent="  "))
        else:
            say(f"- {sentence}")


def say_notes(notes: Sequence[str]) -> None:
    """Print what was noticed in a source."""
    for note in notes:
        say(f"  Note: {note}.")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return str(value)


def say_json(answer: Mapping[str, Any]) -> None:
    """Print an answer as JSON and nothing else."""
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False, default=str) + "\n")


def say_fault(message: str) -> None:
    """Print what went wrong and what to do about it, without a traceback."""
    ASIDES.print("Error:", style="bold red", end=" ")
    ASIDES.print(message, markup=False, soft_wrap=True)
