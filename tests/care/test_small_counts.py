"""Whoever subtracts the counts of a run, of every product from every other, has none of 1 to 4.

The small demonstration, run once: a ranking of wards with packs, and what changed. Each number of
offences by area, kind and time is read from the files, with what it is of; of two of which one is a
part of the other the difference is taken.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from hotspots import care, schema
from hotspots.arrays import Bools
from hotspots.profile import ForceProfile
from hotspots.study.counted_themes import theme_lines
from hotspots.study.inputs import Job
from tests.county_runs import CountyRuns
from tests.demonstration import DemoRun
from tests.reading import csv_rows
from tests.run_files import the_file

FEW = range(1, care.FEWEST_COUNTED)
KEY = [schema.SOURCE_FILE, schema.SOURCE_LINE]
ALL, HARM = "All offences", "Harm"


@dataclass(frozen=True)
class Count:
    """A number that a product shows, and the offences that it is of."""

    said: str
    number: int
    area: Bools
    kind: Bools
    time: Bools

    @property
    def every(self) -> Bools:
        return self.area & self.kind & self.time

    def is_part_of(self, other: Count) -> bool:
        """By what both are of, not by what happened to be there."""
        pairs = ((self.area, other.area), (self.kind, other.kind), (self.time, other.time))
        return all(not (one & ~whole).any() for one, whole in pairs)


class Reading:
    """The counts of the products, over all offences that were read."""

    def __init__(self, made: CountyRuns, profile: ForceProfile) -> None:
        self.made, self.profile = made, profile
        compared = made.changes.found.compared
        self.tally = compared.counted
        self.offences = compared.offences.reset_index(drop=True)
        placed = made.packs.found.offences
        assert not placed.duplicated(KEY).any()
        wards = placed.set_index(KEY)[schema.WARD_CODE]
        keys = pd.MultiIndex.from_frame(self.offences[KEY])
        self.ward = wards.reindex(keys).reset_index(drop=True)
        self.is_placed = np.asarray(keys.isin(wards.index))
        self.everywhere = np.ones(len(self.offences), dtype=np.bool_)

    def in_ward(self, code: str) -> Bools:
        inside: Bools = self.ward.eq(code).fillna(value=False).to_numpy(np.bool_)
        return inside

    def of_months(self, first: str, last: str, known_after: int | None = None) -> Bools:
        days = self.tally.begins
        start, end = (pd.Timestamp(day).toordinal() for day in (first, last))
        inside = (days >= start) & (days <= end)
        return inside & (self.tally.reported <= end + known_after) if known_after else inside

    def of_theme(self, label: str) -> Bools:
        lines = theme_lines(self.profile, self.offences).lines
        return next(line for line in lines if line.label == label).holds(self.offences)

    def of_changes(self) -> Iterator[Count]:
        compared = self.made.changes.found.compared
        known = compared.known_after_days
        labels = [line.label for line in self.tally.lines]
        for row in csv_rows(the_file(self.made.changes.folder, "changes.csv")):
            if row["What"] == HARM or row["What"] not in labels:
                continue
            at = self.tally.areas.index(row["Area"])
            area = self.everywhere if at == 0 else self.tally.area_of == at
            kind = self.tally.held[:, labels.index(row["What"])]
            past = pd.Period(row["Earlier period"], freq="M")
            now = compared.period
            for column, first, last in (
                ("Now", now.first, now.last),
                ("Then", past.start_time, past.end_time),
            ):
                if row[column]:
                    time = self.of_months(str(first)[:10], str(last)[:10], known)
                    said = f"changes: {row['Area']}, {row['What']}, {first}"
                    yield Count(said, int(row[column]), area, kind, time)

    def of_wards(self) -> Iterator[Count]:
        kinds = {
            "Anti-social behaviour (incidents per 1,000 residents a year)": ("asb", "Residents"),
            "Neighbourhood crime (offences per 1,000 households a year)": (
                "neighbourhood_crime",
                "Households",
            ),
        }
        for row in csv_rows(the_file(self.made.packs.folder, "wards.csv")):
            area = self.in_ward(row["Ward code"])
            if row["Offences in the period"]:
                number = int(row["Offences in the period"])
                yield Count(row["Ward"], number, area, self.everywhere, self.is_placed)
            for column, (selection, people) in kinds.items():
                assert column in row
                if row[column]:
                    number = round(float(row[column]) * float(row[people]) / 1_000)
                    kind = self.profile.selections[selection].holds(self.offences).to_numpy()
                    said = f"{row['Ward']}, {selection}"
                    yield Count(said, number, area, kind.astype(np.bool_), self.is_placed)

    def of_packs(self) -> Iterator[Count]:
        for file in sorted((self.made.packs.folder / "packs").rglob("ward-pack_*.xlsx")):
            area = self.in_ward(file.parent.name[:9].upper())
            sheets = {name: _rows_of(file, name) for name in ("What happens", "Months", "Themes")}
            category = self.offences[schema.CATEGORY]
            named = {row["Kind of offence"] for row in sheets["What happens"]} - {"Other"}
            for row in sheets["What happens"]:
                what = row["Kind of offence"]
                kind = ~category.isin(named) if what == "Other" else category == what
                said, number = f"{file.parent.name}: {what}", int(row["Offences"])
                yield Count(said, number, area, kind.to_numpy(np.bool_), self.is_placed)
            for row in sheets["Months"]:
                month = pd.Period(str(row["Month"])[:7], freq="M")
                time = self.of_months(str(month.start_time)[:10], str(month.end_time)[:10])
                if row["Offences"] != "":
                    said = f"{file.parent.name}: {month}"
                    number = int(row["Offences"])
                    yield Count(said, number, area, self.everywhere, time & self.is_placed)
            for row in sheets["Themes"]:
                if row["Offences"] != "":
                    theme = str(row["Theme of the strategy"])
                    said = f"{file.parent.name}: {theme}"
                    kind = self.of_theme(theme)
                    yield Count(said, int(row["Offences"]), area, kind, self.is_placed)


def _rows_of(file: Path, name: str) -> list[dict[str, Any]]:
    cells = CalamineWorkbook.from_path(file).get_sheet_by_name(name).to_python()
    top = next(at for at, row in enumerate(cells) if "Offences" in row)
    rows = [dict(zip(map(str, cells[top]), row, strict=True)) for row in cells[top + 1 :]]
    return [row for row in rows if row[str(cells[top][0])] != ""]


@pytest.fixture(scope="module")
def reading(county_runs: CountyRuns, county_job: Job) -> Reading:
    return Reading(county_runs, county_job.inputs.profile)


@pytest.fixture(scope="module")
def counts(reading: Reading) -> list[Count]:
    return [*reading.of_changes(), *reading.of_wards(), *reading.of_packs()]


def test_each_count_is_read_as_what_it_is_of(counts: list[Count]) -> None:
    """Else the other tests would subtract what does not belong together."""
    assert len(counts) > 100
    wrong = [each.said for each in counts if int(each.every.sum()) != each.number]
    assert not wrong, wrong[:5]


def test_no_count_is_one_to_four(counts: list[Count]) -> None:
    assert not [each.said for each in counts if each.number in FEW]


def test_no_two_counts_differ_by_one_to_four_where_one_is_a_part(counts: list[Count]) -> None:
    near = [
        (part, whole)
        for part, whole in itertools.permutations(counts, 2)
        if whole.number - part.number in FEW
    ]
    told = [f"{whole.said} - {part.said}" for part, whole in near if part.is_part_of(whole)]
    assert not told, told


def test_what_is_withheld_is_not_what_the_others_leave_of_the_whole(reading: Reading) -> None:
    """By line and period in the districts, by month in a ward: one cell alone is never missing."""
    rows = csv_rows(the_file(reading.made.changes.folder, "changes.csv"))
    force = reading.tally.areas[0]
    for (line, period), group in itertools.groupby(
        sorted(rows, key=lambda row: (row["What"], row["Earlier period"])),
        key=lambda row: (row["What"], row["Earlier period"]),
    ):
        own = {row["Area"]: row for row in group}
        for column in ("Now", "Then"):
            if own[force][column] == "" or len(own) == 1:
                continue
            hidden = [area for area, row in own.items() if row[column] == ""]
            shown = sum(int(row[column] or 0) for area, row in own.items() if area != force)
            left = int(own[force][column]) - shown
            assert len(hidden) != 1, (line, period, column)
            assert not (hidden and left in FEW), (line, period, column)


def test_something_is_withheld_and_its_ratio_with_it(reading: Reading) -> None:
    rows = csv_rows(the_file(reading.made.changes.folder, "changes.csv"))
    withheld = [row for row in rows if "withheld" in row["In words"]]
    assert withheld
    of_both = ("Ratio of daily rates", "Ratio, lower end", "p", "p, all comparisons",
               "Variance over chance", "Harm added at least")  # fmt: skip
    assert not [row for row in withheld for column in of_both if row[column]]


def test_pages_and_receipts_show_what_the_tables_show(reading: Reading) -> None:
    page = _Cells()
    page.feed((reading.made.changes.folder / "index.html").read_text(encoding="utf-8"))
    labels = {line.label for line in reading.tally.lines}
    told = [row for row in page.rows if row and row[0] in labels]
    assert told
    assert not [row for row in told for cell in row[1:] if cell in {"1", "2", "3", "4"}]
    receipt = json.loads((reading.made.packs.folder / "receipt.json").read_text("utf-8"))
    for district in receipt["wards"]["districts"]:
        assert not [name for name, count in district.items() if count in FEW]


class _Cells(HTMLParser):
    """The cells of every table of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag in {"td", "th"}
        if self._in_cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data.strip()


def test_no_spot_of_the_run_counts_one_to_four(demo_run: DemoRun) -> None:
    tidy = pd.read_csv(demo_run.run.folder / "tables" / "harm_spots.csv")
    assert tidy[schema.OFFENCES].min() >= care.FEWEST_COUNTED
    for file in demo_run.run.folder.rglob("harm-spots_*.csv"):
        if file.parent.name == "tables":
            continue
        for row in csv_rows(file):
            if not row["Rank in the force"]:
                continue  # a district without any
            assert int(row["Offences in the period"]) >= care.FEWEST_COUNTED
            kinds = row["Most frequent offences"].split(", ")
            assert not [
                kind for kind in kinds if kind.rsplit(maxsplit=1)[-1] in {"1", "2", "3", "4"}
            ]
