"""Two districts over several years, from counts a day: what was planted is known to the offence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hotspots.profile import load_profile
from hotspots.study.inputs import Inputs
from tests.reading import files_of
from tests.study.small_force import PROFILE, export, layer

WICK, MARSH = (501_500.0, 201_500.0), (504_500.0, 201_500.0)
THEMES = """
[selections.rape]
label = "Rape"
description = "Named by codes alone"
offence_codes = ["19C"]
[[themes]]
name = "Street violence"
selections = ["street_violence"]
[[themes]]
name = "Burglary and robbery"
selections = ["burglary"]
[[themes]]
name = "Rape"
selections = ["rape"]
[[themes]]
name = "Hate crime"
"""
Row = tuple[object, ...]
# How many of one kind on one day: district, code, day.
Counts = Callable[[str, str, date], int]


def row(
    number: int, moment: datetime, point: tuple[float, float], code: str, days_late: int = 0
) -> Row:
    """Return one exported row, an hour long, reported at once or so many days late."""
    known = moment + timedelta(days=days_late)
    return (
        f"W/{moment.year}/{number}",
        code,
        f"{moment:%Y-%m-%d %H:%M}",
        "",
        f"{known:%Y-%m-%d %H:%M}",
        *point,
        "Market Street",
        "N",
        "No suspect identified",
    )


def days(first: date, last: date) -> Iterator[date]:
    """Give every day of a period."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def rows(
    first: date, last: date, counts: Counts, codes: Sequence[str] = ("8N", "28E")
) -> list[Row]:
    """Return the offences of a period, in the order of their days."""
    made: list[Row] = []
    for day in days(first, last):
        for place, point in (("Wick", WICK), ("Marsh", MARSH)):
            for code in codes:
                for number in range(counts(place, code, day)):
                    moment = datetime.combine(day, time(8 + number % 12))
                    made.append(row(len(made), moment, point, code))
    return made


def wickshire(folder: Path, newest: Sequence[Row], earlier: Sequence[Row] = ()) -> Inputs:
    """Write a profile with themes, boundaries, and offences; return what a run reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "before").mkdir(exist_ok=True)
    profile = folder / "wickshire.toml"
    profile.write_text(PROFILE + THEMES, encoding="utf-8")
    return Inputs(
        offences=[export(folder, newest)],
        earlier=[export(folder / "before", earlier)] if earlier else [],
        layers=[layer(folder)],
        profile=load_profile(profile),
    )


def settle(folder: Path, inputs: Inputs, more: str = "") -> Path:
    """Make a folder a workspace of these files, with settings after them; return the folder."""
    named = [("offences", inputs.offences), ("earlier", inputs.earlier), ("layers", inputs.layers)]
    profile = files_of(inputs)[0].parent / "wickshire.toml"
    lines = [f'profile = "{profile}"', *(f'{name} = ["{each[0]}"]' for name, each in named if each)]
    (folder / "hotspots.toml").write_text("\n".join([*lines, more]), encoding="utf-8")
    return folder
