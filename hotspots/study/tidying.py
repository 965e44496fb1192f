"""What may go from a workspace: what killed commands left, and visit lists that have expired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hotspots.errors import HotspotsError
from hotspots.study.cocoons.journeys import KEPT_FOR, VISIT_LISTS
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
    """

    stopped: tuple[Path, ...] = ()
    unseen: tuple[Path, ...] = ()
    expired: tuple[Path, ...] = ()


def find_leavings(
    folders: Iterable[Path], *, is_kept: IsKept, expired_in: Path | None = None, now: datetime
) -> Leavings:
    """Return what may go.

    Parameters
    ----------
    folders : iterable of Path
        Where commands write. What is being written there at this moment is not returned.
    is_kept : callable
    expired_in : Path, optional
        A folder of runs, of which those whose lists have expired are returned.
    now : datetime
        Aware.
    """
    left = [each for folder in dict.fromkeys(folders) for each in left_behind(folder)]
    unseen = [each for each in left if is_kept(place_of(each).name)]
    return Leavings(
        stopped=tuple(each for each in left if each not in unseen),
        unseen=tuple(place_of(each) for each in unseen),
        expired=tuple(_expired(expired_in, now)) if expired_in is not None else (),
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
        When an expired run cannot be removed.
    """
    unseen = [final for final in leavings.unseen if move_into_place(final)]
    gone = [
        each
        for folder in dict.fromkeys(folders)
        for each in remove_left_behind(folder, spared=lambda left: left not in leavings.stopped)
    ]
    for run in leavings.expired:
        remove(run)
    return Leavings(stopped=tuple(gone), unseen=tuple(unseen), expired=leavings.expired)


def settle_lists(maps: Path, *, is_kept: IsKept, now: datetime) -> Leavings:
    """Bring to an end what killed runs left in a folder, and return what was done.

    Lists that the ledger keeps are moved to where they can be seen; what else was left is removed.
    """
    return clear([maps], find_leavings([maps], is_kept=is_kept, now=now))


def _expired(maps: Path, now: datetime) -> Iterable[Path]:
    for run in runs_in(maps):
        try:
            receipt = read_receipt(run)
        except HotspotsError:  # it says nothing of what it is: nothing is done to it
            continue
        is_of_lists = receipt.get("journey") == VISIT_LISTS.label
        if is_of_lists and datetime.fromisoformat(receipt["as_of"]) + KEPT_FOR < now:
            yield run
