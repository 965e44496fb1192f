"""A year's changes of a real force, every headline counted again from the published files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.periods import Period
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile
from hotspots.study.change import change_story as story
from hotspots.study.change.period_comparison import compare_periods
from hotspots.study.inputs import Inputs
from hotspots.study.years import load_years
from tests.essex_2025 import published_rows
from tests.made_once import made_once
from tests.reading import files_of

pytestmark = pytest.mark.slow

MONTHS = [Period.of_month(f"2025-{month:02d}") for month in range(2, 13)]
# What the words of a line say, by hand.
NIGHT = (
    "Violence and sexual offences, robbery, possession of weapons, and public order "
    "(homes included, all hours)"
)
CATEGORIES = {
    NIGHT: [
        "Violence and sexual offences",
        "Robbery",
        "Possession of weapons",
        "Public order",
    ],
    "Possession of weapons": ["Possession of weapons"],
    "Drugs": ["Drugs"],
    "Anti-social behaviour and public order": ["Anti-social behaviour", "Public order"],
    "Burglary and robbery": ["Burglary", "Robbery"],
}
COUNTS = re.compile(r"([\d,]+) against ([\d,]+)")
SIZE = re.compile(r"(up|down) (\d+(?:\.\d)?) %|([\d.]+) times as many")


@pytest.fixture(scope="module")
def published(essex_inputs: Inputs) -> pd.DataFrame:
    """The year's rows as they stand in the files: month, district and category."""
    rows = pd.DataFrame(published_rows(files_of(essex_inputs)[0]))
    profile = essex_inputs.profile
    district_of = {
        profile.authorities[code]: district.name
        for district in profile.districts
        for code in district.authorities
    }
    authority = rows["LSOA name"].str.rsplit(" ", n=1).str[0]
    own = rows.assign(district=authority.map(district_of))
    return own[own["district"].notna() & (rows["Longitude"] != "")]


class Compared(NamedTuple):
    """What is looked at of a month's comparison: without its offences, which all months share."""

    period: Period
    table: pd.DataFrame
    unreadable: Mapping[str, str]


@pytest.fixture(scope="module")
def year(
    essex_inputs: Inputs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Compared]]:
    """What changed in each month of the year but the first, which has none before it."""

    def compare(_: Path) -> list[Compared]:
        years, index, params = load_years(essex_inputs), read_harm_index("css"), ChangeParams()
        found = (
            compare_periods(essex_inputs.profile, years, month, index=index, params=params)
            for month in MONTHS
        )
        return [Compared(each.period, each.table, each.unreadable) for each in found]

    yield from made_once(tmp_path_factory, "essex_changes", compare)


def by_hand(published: pd.DataFrame, area: str, line: str, month: Period, force: str) -> float:
    rows = published[published["Month"] == f"{month.first:%Y-%m}"]
    rows = rows if area == force else rows[rows["district"] == area]
    if line == "Harm":
        return float(rows["Crime type"].map(read_harm_index("css").by_category).sum())
    if line != "All offences":
        rows = rows[rows["Crime type"].isin(CATEGORIES[line])]
    return float(len(rows))


def test_every_headline_of_the_year_is_true_by_hand(
    year: list[Compared], published: pd.DataFrame, essex: ForceProfile
) -> None:
    told = 0
    for found in year:
        before, force = found.period.before(), essex.force_name
        every = story.every_item(found.table)
        items = [
            *story.items(found.table, every, (*story.RISES, *story.FALLS), 1_000),
            *(each for each in every.values() if each.area == force),
        ]
        for item in items:
            now = by_hand(published, item.area, item.line, found.period, force)
            then = by_hand(published, item.area, item.line, before, force)
            assert item.count == f"{now:,.0f}", item.in_words
            ((period, said, _),) = item.against  # of last year nothing is known
            assert period == before.in_words
            counts, size = COUNTS.search(said), SIZE.search(said)
            if counts:
                assert counts.groups() == (f"{now:,.0f}", f"{then:,.0f}"), item.in_words
            else:
                assert size is not None, item.in_words
                word, percent, times = size.groups()
                ratio = now / found.period.days / (then / before.days)
                signed = -1 if word == "down" else 1
                stated = float(times) if times else 1 + signed * float(percent) / 100
                assert stated == pytest.approx(ratio, abs=0.051 if times else 0.0051), item.in_words
            told += 1
    # At least the force's seven lines in each of eleven months.
    assert told >= 7 * len(MONTHS)


def test_no_headline_of_the_year_names_what_the_months_cannot_carry(
    year: list[Compared],
) -> None:
    for found in year:
        counted = found.table[found.table[schema.COUNT_NOW].notna()]
        assert set(counted[schema.LINE]) == {"All offences", "Harm", *CATEGORIES}
        assert {"Knife crime", "Night-time economy", "Drugs and alcohol", "Places", "Rape"} <= set(
            found.unreadable
        )
