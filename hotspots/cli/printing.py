"""How the command line speaks: progress with the time left, tables, JSON, and errors."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

import typer

from hotspots import words
from hotspots.errors import SettingsError
from hotspots.workspace import find_workspace

if TYPE_CHECKING:
    from hotspots.study.executor import Progress as ProgressReport
    from hotspots.study.tidying import Leavings

# An answer is read on a screen without scrolling; what comes after it is where its files are.
MOST_LINES: Final = 15

# What a person reads goes to standard output, progress and errors to standard error: a pipe gets
# the answer alone. What draws tables and bars is loaded when one is drawn.


@contextmanager
def progress_shown(*, quiet: bool) -> Iterator[ProgressReport]:
    """Give a progress report that draws a bar for each step, or one that draws nothing.

    Ctrl-C stops at once; where a library swallows it, the next report stops.
    """
    from hotspots.study.executor import no_progress

    drawing = nullcontext(no_progress) if quiet else _progress_bars()
    with _interruptible() as stop_if_asked, drawing as drawn:

        def report(step: str, done: int, total: int) -> None:
            stop_if_asked()
            drawn(step, done, total)

        yield report


@contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Give a function that stops the work when Ctrl-C was pressed and came to nothing.

    A polite request to end, as a service manager makes it, is one too.
    """
    asked = threading.Event()

    def stop(*_: object) -> None:
        asked.set()
        raise KeyboardInterrupt

    def stop_if_asked() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop_if_asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _progress_bars() -> Iterator[ProgressReport]:
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

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True, highlight=False),
    )
    tasks: dict[str, Any] = {}

    def report(step: str, done: int, total: int) -> None:
        if not tasks:  # where there is nothing to show, no empty line is left either
            bar.start()
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total)
        bar.update(tasks[step], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()


def say(text: str = "", *, quiet: bool = False, whole: bool = False) -> None:
    """Print a line for a person; data is printed as it is, never as markup.

    What is copied from the screen, a path or a command, is printed ``whole``.
    """
    if not quiet:
        typer.echo(text if whole else _fitted(text))


def _fitted(text: str) -> str:
    """Return a text as a screen has room for it: no word is broken. A pipe gets whole lines."""
    if not sys.stdout.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(
        fill(
            line,
            width,
            subsequent_indent=" " * _hang(line),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def _hang(line: str) -> int:
    """Return how far the lines that go on are moved in: as far as the first one's words."""
    return len(line) - len(line.lstrip().removeprefix("- "))


def say_table(
    heading: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, quiet: bool = False
) -> None:
    """Print a small table; numbers are set to the right."""
    if quiet:
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console(highlight=False, markup=False).print(table)
    say()


def say_head(receipt: Mapping[str, Any]) -> None:
    """Print whose the run is, its marking, and its period."""
    period = receipt["period"]
    say(f"{receipt['force']}, {receipt['marking']}, {period['first_day']} to {period['last_day']}")


def say_rows(rows: Mapping[str, Any]) -> None:
    """Print that no row is lost: the rows of a receipt."""
    say(
        f"{words.plural(rows['rows_in'], 'row')} in = {rows['rows_used']:,} used + "
        f"{rows['rows_set_aside']:,} set aside."
    )


def say_answer(
    tell: Callable[[], None], *, full: bool, rest: str = "--full prints the rest"
) -> None:
    """Print what a function says: in as many lines as a screen has room for, or in full.

    Parameters
    ----------
    tell : callable
    full : bool
        That all of it was asked for.
    rest : str
        Where what is not printed is to be had.
    """
    if full:
        tell()
    else:
        say_at_most(MOST_LINES, tell, rest=rest)


def say_at_most(room: int, tell: Callable[[], None], *, rest: str = "The page has the rest") -> int:
    """Print what a function says in so many lines of the screen; return how many are left.

    Blank lines do not count. What there is no room for does: ``rest`` says where it is to be had.
    """
    told = io.StringIO()
    with redirect_stdout(told):
        tell()
    lines = told.getvalue().split("\n")[:-1]
    left = sum(map(_height, lines))
    for line in lines:
        needed = _height(line)
        # The last line of the screen is kept to say that there is more.
        if needed > room - (left > room):
            say(f"{rest}: {words.plural(left, 'more line')}.")
            return room - 1
        room, left = room - needed, left - needed
        say(line)
    return room


def _height(line: str) -> int:
    """Return how many lines of the screen a line takes; a blank one none."""
    return _fitted(line).count("\n") + 1 if line.strip() else 0


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


def say_removed(stopped: int, *, quiet: bool = False) -> None:
    """Print, beside the answer, that what killed commands had left was removed."""
    if stopped and not quiet:
        what = "command that was" if stopped == 1 else "commands that were"
        typer.echo(f"Removed what {stopped:,} {what} stopped in the middle had left.", err=True)


def say_settled(settled: Leavings) -> None:
    """Print, beside the answer, what became of the lists of a command that was killed."""
    say_removed(len(settled.stopped))
    for folder in settled.unseen:
        typer.echo(
            "A command was stopped before its lists could be seen, and the ledger knew them: they "
            f"are in {folder} now.",
            err=True,
        )


def say_json(answer: Mapping[str, Any]) -> None:
    """Print an answer as JSON and nothing else; what is missing is null."""
    from hotspots.study.receipt import without_nan

    plain = without_nan(answer)
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    sys.stdout.write(f"{text}\n")


def say_warning(message: str) -> None:
    """Print, beside the answer, what somebody should mend."""
    typer.echo(f"{typer.style('Warning:', fg='yellow', bold=True)} {message}", err=True)


def say_fault(message: str, *, options: Sequence[str] = ()) -> None:
    """Print what went wrong, what to do about it and by which options, without a traceback."""
    by = f" Options: {', '.join(options)}." if options else ""
    typer.echo(f"{typer.style('Error:', fg='red', bold=True)} {message}{by}", err=True)
