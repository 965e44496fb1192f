"""Themes are named where the source tells all that they are of, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.care import is_sensitive
from hotspots.nights import Nights
from hotspots.profile import ForceProfile, Theme
from hotspots.schema import TimePrecision
from hotspots.study.counted_themes import NOT_BY_PLACE, NOT_IN_SOURCE, theme_lines
from hotspots.words import WEEKDAYS

EVERY_NIGHT = Nights(begin_on=WEEKDAYS, from_hour=20, to_hour=4)


def offences(*rows: tuple[str | None, str, str, bool | None, TimePrecision]) -> gpd.GeoDataFrame:
    code, category, begins, dwelling, precision = (list(each) for each in zip(*rows, strict=True))
    moments = pd.Series(pd.to_datetime(begins)).dt.tz_localize("Europe/London")
    return gpd.GeoDataFrame(
        {
            schema.OFFENCE_CODE: pd.array(code, dtype="str"),
            schema.CATEGORY: pd.array(category, dtype="str"),
            schema.DWELLING: pd.array(dwelling, dtype="boolean"),
            schema.DOMESTIC_ABUSE: pd.array([None] * len(code), dtype="boolean"),
            schema.FROM_TIME: moments,
            schema.TO_TIME: moments,
            schema.TIME_PRECISION: [str(each) for each in precision],
        }
    )


VIOLENCE = "Violence and sexual offences"
NIGHT_AT_ALL_HOURS = (
    "Violence and sexual offences, robbery, possession of weapons, and public order "
    "(homes included, all hours)"
)
PUBLISHED = offences(
    (None, VIOLENCE, "2025-07-01", None, TimePrecision.MONTH),
    (None, "Possession of weapons", "2025-07-01", None, TimePrecision.MONTH),
    (None, "Drugs", "2025-07-01", None, TimePrecision.MONTH),
    (None, "Burglary", "2025-07-01", None, TimePrecision.MONTH),
    (None, "Anti-social behaviour", "2025-07-01", None, TimePrecision.MONTH),
)
# An assault in the street by night, one by day, and one by night at home; a rape.
EXPORTED = offences(
    ("8N", VIOLENCE, "2025-07-04 23:30", False, TimePrecision.EXACT),
    ("8N", VIOLENCE, "2025-07-04 15:00", False, TimePrecision.EXACT),
    ("8N", VIOLENCE, "2025-07-05 01:00", True, TimePrecision.EXACT),
    ("19C", VIOLENCE, "2025-07-05 01:00", True, TimePrecision.EXACT),
)


def test_months_of_categories_carry_neither_the_night_nor_the_knife(essex: ForceProfile) -> None:
    themes = theme_lines(essex, PUBLISHED)
    assert [line.label for line in themes.lines] == [
        "Possession of weapons",
        NIGHT_AT_ALL_HOURS,
        "Drugs",
        "Anti-social behaviour and public order",
        "Burglary and robbery",
    ]
    why_not = themes.unreadable
    assert "hours" in why_not["Night-time economy"]
    assert "all hours" in why_not["Night-time economy"]
    assert "knife" in why_not["Knife crime"]
    assert "alcohol" in why_not["Drugs and alcohol"]
    assert why_not["Rape"] == f"{NOT_IN_SOURCE}; it needs an export with offence codes"
    assert why_not["Hate crime"].startswith(NOT_IN_SOURCE)
    assert (
        why_not["Prevent"]
        == f"{NOT_BY_PLACE}; it needs the referrals to Prevent, which are kept apart"
    )
    assert "Burglary and robbery" not in why_not


def test_an_export_with_hours_and_places_carries_the_night_and_counts_it_alone(
    essex: ForceProfile,
) -> None:
    themes = theme_lines(essex, EXPORTED)
    night = next(line for line in themes.lines if line.label == "Night-time economy")
    assert night.holds(EXPORTED).tolist() == [True, False, False, False]
    assert "Night-time economy" not in themes.unreadable
    assert "Rape" in [line.label for line in themes.lines]


def test_without_places_the_night_is_told_and_homes_are_among_it(essex: ForceProfile) -> None:
    nowhere = EXPORTED.assign(
        **{schema.DWELLING: pd.array([None] * len(EXPORTED), dtype="boolean")}
    )
    labels = [line.label for line in theme_lines(essex, nowhere).lines]
    night = "Violence, robbery and weapons, and public order (homes included)"
    assert f"{night}, every night 20:00 to 04:00" in labels


def test_two_themes_that_come_to_the_same_count_are_one_line(essex: ForceProfile) -> None:
    twice = replace(
        essex,
        themes=(
            Theme(name="Knife crime", selections=("weapons",), in_part="no code tells a knife"),
            Theme(name="Guns", selections=("weapons",), in_part="no code tells a gun"),
        ),
    )
    themes = theme_lines(twice, PUBLISHED)
    assert [line.label for line in themes.lines] == ["Possession of weapons"]
    assert set(themes.unreadable) == {"Knife crime", "Guns"}


def test_a_night_is_told_by_the_hours_in_which_most_of_an_offence_lay(essex: ForceProfile) -> None:
    night = replace(
        essex,
        themes=(Theme(name="Night", selections=("public_order",), nights=EVERY_NIGHT),),
    )
    ranges = offences(
        ("9A", "Public order", "2025-07-04 18:00", False, TimePrecision.RANGE),
        ("9A", "Public order", "2025-07-04 18:00", False, TimePrecision.RANGE),
    ).assign(
        **{
            schema.TO_TIME: pd.to_datetime(
                pd.Series(["2025-07-04 23:00", "2025-07-04 21:00"])
            ).dt.tz_localize("Europe/London")
        }
    )
    # Three of five hours after 20:00, and one of three.
    assert theme_lines(night, ranges).lines[0].holds(ranges).tolist() == [True, False]


MARKED = EXPORTED.assign(
    **{
        marker: pd.array(marks, dtype="boolean")
        for marker, marks in {
            schema.KNIFE: [True, False, None, None],
            schema.ALCOHOL: [False, True, True, None],
            schema.HATE: [True, None, None, None],
            schema.ONLINE: [False, None, None, False],
        }.items()
    }
)


def test_markers_of_an_export_carry_their_themes(essex: ForceProfile) -> None:
    themes = theme_lines(essex, MARKED)
    held = {line.label: line.holds(MARKED).tolist() for line in themes.lines}
    assert held["Knife crime"] == [True, False, False, False]
    assert held["Drugs and alcohol"] == [False, True, True, False]
    assert held["Hate crime"] == [True, False, False, False]
    assert held["Online offences"] == [False, False, False, False]
    assert not {"Knife crime", "Drugs and alcohol", "Hate crime"} & set(themes.unreadable)
    assert "fraud is recorded nationally" in themes.unreadable["Cybercrime and fraud"]


def test_every_theme_has_a_figure_or_says_what_source_it_needs(essex: ForceProfile) -> None:
    assert len(essex.themes) == 15  # the fourteen of the strategy, and the roads' own
    for table in (PUBLISHED, EXPORTED, MARKED):
        themes = theme_lines(essex, table)
        named = {line.label for line in themes.lines}
        for theme in essex.themes:
            why_not = themes.unreadable.get(theme.name, "")
            assert theme.name in named or "needs" in why_not or "Counted is" in why_not


def test_hate_crime_makes_no_place(essex: ForceProfile) -> None:
    assert is_sensitive(essex.selections["hate_crime"])
    assert not is_sensitive(essex.selections["knife_crime"])
