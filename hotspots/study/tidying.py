"""What may go from a workspace: what killed commands left, and what is past its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hotspots.errors import HotspotsError
from hotspots.study.retention import Retention
from hotspots.study.run_folder import read_receipt, runs_in
from hotspots.unfinished import left_behind, move_into_place, place_of, remove, remove_left_behind

# Says of a run's name whether the ledger keeps lists of it.
IsKept = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Leavings:
    """What may go, and what must not.

    Attributes
    ----------
    stopped : tuple of Path
        What killed commands left half-written, with addresses in it perhaps.
    unseen : tuple of Path
        Visit lists that the ledger keeps, of a command that was killed before they could be seen:
        where they belong.
    expired : tuple of Path
        Runs whose visit lists have expired.
    aged : tuple of Path
        Traces and prepared data that are past their time.
    """

    stopped: tuple[Path, ...] = ()
    unseen: tuple[Path, ...] = ()
    expired: tuple[Path, ...] = ()
    aged: tuple[Path, ...] = ()


def find_leavings(
    folders: Iterable[Path],
    *,
    is_kept: IsKept,
    now: datetime,
    expired_in: Path | None = None,
    aged_in: Mapping[str, Path] | None = None,
    retention: Retention | None = None,
) -> Leavings:
    """Return what may go.

    Parameters
    ----------
    folders : iterable of Path
        Where commands write. What is being written there at this moment is not returned.
    is_kept : callable
    now : datetime
        Aware.
    expired_in : Path, optional
        A folder of runs, of which those whose lists have expired are returned.
    aged_in : mapping of str to Path, optional
        Folders of what goes by its age alone, by kind (``traces``, ``prepared``): of them the files
        that are past their time are returned.
    retention : Retention, optional
        By default the defaults.
    """
    left = [each for folder in dict.fromkeys(folders) for each in left_behind(folder)]
    unseen = [each for each in left if is_kept(place_of(each).name)]
    return Leavings(
        stopped=tuple(each for each in left if each not in unseen),
        unseen=tuple(place_of(each) for each in unseen),
        expired=tuple(expired_runs(expired_in, now)) if expired_in is not None else (),
        aged=tuple(_aged(aged_in or {}, now, retention or Retention())),
    )


def clear(folders: Iterable[Path], leavings: Leavings) -> Leavings:
    """Move into place what belongs there, remove the rest, and return what was done.

    Parameters
    ----------
    folders : iterable of Path
        As for ``find_leavings``.
    leavings : Leavings

    Raises
    ------
    OSError
        When something cannot be removed.
    """
    unseen = [final for final in leavings.unseen if move_into_place(final)]
    gone = [
        each
        for folder in dict.fromkeys(folders)
        for each in remove_left_behind(folder, spared=lambda left: left not in leavings.stopped)
    ]
    for run in leavings.expired:
        remove(run)
    for file in leavings.aged:
        file.unlink(missing_ok=True)
    return Leavings(
        stopped=tuple(gone), unseen=tuple(unseen), expired=leavings.expired, aged=leavings.aged
    )


def settle_lists(maps: Path, *, is_kept: IsKept, now: datetime) -> Leavings:
    """Bring to an end what killed runs left in a folder, and return what was done.

    Lists that the ledger keeps are moved to where they can be seen; what else was left is removed.
    """
    return clear([maps], find_leavings([maps], is_kept=is_kept, now=now))


def expired_runs(maps: Path, now: datetime) -> Iterator[Path]:
    """Return the runs of a folder that say of themselves that they have expired."""
    for run in runs_in(maps):
        with suppress(HotspotsError, ValueError):  # it does not say what it is: it is left alone
            expires = read_receipt(run).get("expires")
            if expires is not None and datetime.fromisoformat(expires) < now:
                yield run


def _aged(folders: Mapping[str, Path], now: datetime, retention: Retention) -> Iterator[Path]:
    for kind, folder in folders.items():
        before = retention.before(kind, now)
        for file in sorted(folder.rglob("*")):
            if file.is_file() and datetime.fromtimestamp(file.stat().st_mtime, UTC) < before:
                yield file
