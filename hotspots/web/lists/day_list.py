"""The day's list of a district: its doors, how urgent each is, and what came of it so far."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.http import Http404

from hotspots import product_files, schema
from hotspots.file_names import named_file, named_files
from hotspots.ledger.store import Ledger
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.web import force
from hotspots.web.run_shelf import receipt_of, runs_of


class Band(StrEnum):
    """How urgent a door is, or that it is done."""

    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    DONE = "done"


TAGS: Final = {Band.OVERDUE: "bad", Band.DUE: "warn", Band.LATER: "cool", Band.DONE: "good"}


@dataclass(frozen=True, kw_only=True)
class Door:
    """One home on the list, in the order of walking."""

    number: int
    uprn: str
    address: str
    street: str
    how_near: str
    why: str
    visit_by: str
    tier: str
    round_number: int
    band: Band
    outcome: str = ""

    def is_in(self, chosen: str) -> bool:
        """Say whether the door is in a round or in a band, by what an address says of it."""
        return chosen in ("", f"round-{self.round_number}", str(self.band))

    @property
    def tag(self) -> str:
        """The colour of its tag."""
        return TAGS[self.band]


@dataclass(frozen=True, kw_only=True)
class DayList:
    """A district's newest list that has not expired."""

    run: Path
    district: force.District
    as_of: datetime
    expires: datetime
    doors: Sequence[Door]
    about: Mapping[str, str]

    @property
    def list_id(self) -> str:
        """What the ledger calls it."""
        return list_id_of(self.run, self.district)

    def of(self, band: Band) -> int:
        """Return how many doors are in a band."""
        return sum(door.band is band for door in self.doors)

    @property
    def rounds(self) -> Sequence[tuple[str, str, int]]:
        """What may be chosen of the list: the address's word, what it is called, doors left."""
        numbers = sorted({door.round_number for door in self.doors})
        chosen = [(f"round-{number}", f"Round {number}") for number in numbers]
        chosen += [
            ("overdue", "Overdue"),
            ("due", "Due"),
            ("later", "No set time"),
            ("done", "Done"),
        ]
        return [
            (word, called, sum(door.is_in(word) for door in self.doors)) for word, called in chosen
        ]

    @property
    def files(self) -> Mapping[str, str]:
        """What each file of the list is called, and its name; the map is looked at."""
        return named_files(self.run / self.district.folder, product_files.VISIT_LIST)


def list_id_of(run: Path, district: force.District) -> str:
    """Return what the ledger calls the list of a run and a district."""
    return f"{run.name}/{district.name}"


def live_runs(district: force.District) -> list[Path]:
    """Return the runs with a list of a district that has not expired, the newest first."""
    return [
        run
        for run in runs_of(force.workspace().maps, VISIT_LISTS.label)
        if _layer_file(run, district) is not None and not has_expired(run)
    ]


def expiry_of(run: Path) -> datetime:
    """Return when a run's lists expire; one that does not say has expired."""
    said = receipt_of(run).get("expires")
    return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=UTC)


def has_expired(run: Path) -> bool:
    """Say whether no copy of a run's lists may be kept any more."""
    return expiry_of(run) < datetime.now(UTC)


def day_list(district: force.District, ledger: Ledger, now: datetime) -> DayList | None:
    """Return the list that a district works from; None where there is none or it has expired."""
    for run in live_runs(district):
        return read_list(run, district, ledger, now)
    return None


def read_list(run: Path, district: force.District, ledger: Ledger, now: datetime) -> DayList:
    """Return a run's list of a district, with what came of its doors."""
    path = _layer_file(run, district)
    if path is None:  # it was deleted just now
        raise Http404
    layer = _layer(path)
    as_of = datetime.fromisoformat(layer["as_of"])
    visits = ledger.visits(since=as_of)
    newest = dict(zip(visits[schema.UPRN], visits[schema.VISIT_OUTCOME], strict=True))
    rows = sorted(
        (each["properties"] for each in layer["features"]), key=lambda row: row[schema.WALK_ORDER]
    )
    return DayList(
        run=run,
        district=district,
        as_of=as_of,
        expires=expiry_of(run),
        doors=tuple(_door(row, newest.get(row[schema.UPRN], ""), now) for row in rows),
        about=layer["about"],
    )


def _layer_file(run: Path, district: force.District) -> Path | None:
    return named_file(run / district.folder, product_files.VISIT_LIST["GeoJSON"])


def _layer(path: Path) -> dict[str, Any]:
    return _read_layer(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read_layer(path: Path, _written: int) -> dict[str, Any]:
    layer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return layer


def _door(row: Mapping[str, Any], outcome: str, now: datetime) -> Door:
    if outcome:
        band = Band.DONE
    elif row[schema.OVERDUE] or _is_past(row[schema.DUE], now):
        band = Band.OVERDUE
    else:
        band = Band.DUE if row[schema.DUE] else Band.LATER
    return Door(
        number=row[schema.WALK_ORDER],
        uprn=row[schema.UPRN],
        address=row[schema.ADDRESS],
        street=row[schema.STREET] or "",
        how_near=row["how_near"],
        why=row["why"] or "",
        visit_by=row["visit_by"],
        tier=row[schema.TIER],
        round_number=row[schema.ROUND],
        band=band,
        outcome=outcome,
    )


def _is_past(due: str | None, now: datetime) -> bool:
    """Say whether a day or a moment is over; most rows say the day alone."""
    if not due:
        return False
    when = datetime.fromisoformat(due)
    if when.tzinfo is not None:
        return when <= now
    return when.date() < now.date()
