"""A file of patrols as officers, radios and spreadsheets write it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.crs import WGS84, project_points
from hotspots.errors import CoordinateError, MissingColumnError
from hotspots.ledger import RecordsRead, SpotsOverTime, read_patrols
from hotspots.render.patrols.slot_card_tables import write_plan_xlsx
from tests.ledger.spots import on_the_ground, spots_of_run, square
from tests.render.slot_card_factory import plan

HEADER = "spot_id,begins_at,minutes,role,activity,interactions"
BY_POINT = "easting,northing,begins_at,minutes,role,activity"
SPOTS = on_the_ground(spots_of_run("S001", "S002"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "patrols.csv"


def read(path: Path, *rows: str, header: str = HEADER) -> RecordsRead:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    result = read_patrols(path, spots=SPOTS)
    assert result.rows_in == len(rows)
    assert result.rows_in == len(result.rows) + len(result.set_aside) + result.not_done
    return result


def test_a_patrol_is_read_as_it_was_written(path: Path) -> None:
    row = read(path, "s001,09/01/2026 21:15,15,pcso,Business checks,4").rows.iloc[0]
    assert row[schema.SPOT_ID] == "S001"
    assert str(row[schema.BEGINS_AT]) == "2026-01-09 21:15:00+00:00"
    assert (row[schema.MINUTES], row[schema.INTERACTIONS]) == (15, 4)
    assert (row[schema.ROLE], row[schema.ACTIVITY]) == ("PCSO", "business check")
    assert row[schema.RECORDED_BY] == "file"


def test_interactions_that_nobody_counted_are_not_zero(path: Path) -> None:
    result = read(
        path,
        "S001,09/01/2026 21:15,15,PC,directed patrol,",
        "S001,09/01/2026 22:15,15,PC,directed patrol,0",
    )
    assert result.rows[schema.INTERACTIONS].isna().tolist() == [True, False]
    without = read(path, "S001,09/01/2026 21:15,15,PC,other", header=HEADER.rpartition(",")[0])
    assert without.rows[schema.INTERACTIONS].isna().all()


@pytest.mark.parametrize(
    ("written", "minutes"), [("12.4", 12), ("12.5", 13), ("0.5", 1), (" 9", 9)]
)
def test_minutes_are_kept_whole(path: Path, written: str, minutes: int) -> None:
    result = read(path, f"S001,09/01/2026 21:15,{written},PC,engagement,2")
    assert list(result.rows[schema.MINUTES]) == [minutes]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",09/01/2026 21:15,15,PC,engagement,2", "neither a spot_id nor a point"),
        ("=S001,09/01/2026 21:15,15,PC,engagement,2", "capital letters, figures and hyphens"),
        ("Market Street,09/01/2026 21:15,15,PC,engagement,2", "capital letters"),
        ("S001,,15,PC,engagement,2", "no time at which the patrol began"),
        ("S001,09/01/2026,15,PC,engagement,2", "a date without a time"),
        ("S001,late,15,PC,engagement,2", "time is neither"),
        ("S001,09/01/2026 21:15,,PC,engagement,2", "no minutes"),
        ("S001,09/01/2026 21:15,0,PC,engagement,2", "minutes are not a number from 1 to 720"),
        ("S001,09/01/2026 21:15,721,PC,engagement,2", "minutes are not"),
        ("S001,09/01/2026 21:15,a while,PC,engagement,2", "minutes are not"),
        ("S001,09/01/2026 21:15,1e999,PC,engagement,2", "minutes are not"),
        ("S001,09/01/2026 21:15,15,PC,engagement,-1", "interactions are not"),
        ("S001,09/01/2026 21:15,15,PC,engagement,2.5", "interactions are not"),
        ("S001,09/01/2026 21:15,15,PC,engagement,1000", "interactions are not"),
        ("S001,09/01/2026 21:15,15,PC,engagement,many", "interactions are not"),
        ("S001,09/01/2026 21:15,15,PC Example,engagement,2", "role is not one of"),
        ("S001,09/01/2026 21:15,15,PC,had a chat,2", "activity is not one of directed patrol"),
        ("S001,09/01/2026 21:15,15,PC", "wrong number of columns"),
    ],
)
def test_a_row_that_cannot_be_kept_is_set_aside_with_its_line(
    path: Path, row: str, reason: str
) -> None:
    result = read(path, "S002,09/01/2026 20:00,15,PC,engagement,2", row)
    assert list(result.rows[schema.SPOT_ID]) == ["S002"]
    aside = result.set_aside.iloc[0]
    assert (aside[schema.SOURCE_FILE], aside[schema.SOURCE_LINE]) == ("patrols.csv", 3)
    assert reason in aside[schema.REASON]
    assert "Example" not in result.set_aside.to_csv()


def test_what_is_known_of_the_source_is_kept_and_what_is_not_a_source_is_not(path: Path) -> None:
    result = read(
        path,
        "S001,09/01/2026 21:15,15,PC,engagement,2,gps",
        "S001,09/01/2026 21:15,15,PC,engagement,2,",
        "S001,09/01/2026 21:15,15,PC,engagement,2,hearsay",
        header=f"{HEADER},recorded_by",
    )
    assert list(result.rows[schema.RECORDED_BY]) == ["GPS track", "file"]
    assert "recorded_by is not one of" in result.set_aside[schema.REASON].iloc[0]


def test_points_are_placed_in_the_spots_that_they_lie_in(path: Path) -> None:
    result = read(
        path,
        "500010,200010,09/01/2026 21:15,15,PC,engagement",
        "500110.5,200010,09/01/2026 21:35,15,PC,engagement",
        "500210,200010,09/01/2026 21:55,15,PC,engagement",
        "here,200010,09/01/2026 22:15,15,PC,engagement",
        ",,09/01/2026 22:35,15,PC,engagement",
        "5.00E+05,200010,09/01/2026 22:55,15,PC,engagement",
        header=BY_POINT,
    )
    assert list(result.rows[schema.SPOT_ID]) == ["S001", "S002"]
    assert list(result.set_aside[schema.SOURCE_LINE]) == [4, 5, 6, 7]
    assert [reason.split(" ")[1] for reason in result.set_aside[schema.REASON]] == [
        "point",  # the point lies in no harm spot that was in force then
        "are",  # coordinates are not numbers
        "a",  # neither a spot_id nor a point
        "lost",  # coordinates lost digits in a spreadsheet
    ]


def test_a_spot_id_that_is_given_stands_before_the_point(path: Path) -> None:
    result = read(
        path,
        "S009,500010,200010,09/01/2026 21:15,15,PC,engagement",
        ",500010,200010,09/01/2026 21:35,15,PC,engagement",
        header=f"spot_id,{BY_POINT}",
    )
    assert list(result.rows[schema.SPOT_ID]) == ["S009", "S001"]


def test_longitude_and_latitude_come_to_the_same_spot(path: Path) -> None:
    (longitude,), (latitude,) = project_points([500_150], [200_050], "EPSG:27700", WGS84)
    result = read(
        path,
        f"{longitude:.6f},{latitude:.6f},09/01/2026 21:15,15,PC,engagement",
        header="lon,lat,begins_at,minutes,role,activity",
    )
    assert list(result.rows[schema.SPOT_ID]) == ["S002"]


def test_of_two_outlines_around_a_point_the_smaller_has_it(path: Path) -> None:
    path.write_text(f"{BY_POINT}\n500010,200010,09/01/2026 21:15,15,PC,engagement\n")
    for order in (["S001", "A001"], ["A001", "S001"]):
        both = spots_of_run(*order)
        both["outline"] = [square(0, 50 if spot == "A001" else 100) for spot in order]
        result = read_patrols(path, spots=on_the_ground(both))
        assert list(result.rows[schema.SPOT_ID]) == ["A001"]


def test_a_point_needs_spots_in_metres_to_be_placed_in(path: Path) -> None:
    path.write_text(f"{BY_POINT}\n500010,200010,09/01/2026 21:15,15,PC,engagement\n")
    for nothing in (None, SPOTS.iloc[:0]):
        result = read_patrols(path, spots=nothing)
        assert "no harm spots are in force" in result.set_aside[schema.REASON].iloc[0]
    with pytest.raises(CoordinateError, match="not in metres"):
        read_patrols(path, spots=SPOTS.to_crs(WGS84))


def test_a_file_that_says_nowhere_which_spot_is_refused_whole(path: Path) -> None:
    with pytest.raises(MissingColumnError, match="In place of spot_id easting and northing"):
        read(path, "09/01/2026 21:15,15,PC,engagement", header="begins_at,minutes,role,activity")
    with pytest.raises(MissingColumnError, match=r"lacks minutes \(.*; activity \("):
        read(path, "S001,09/01/2026 21:15,PC", header="spot_id,begins_at,role")


def test_columns_that_the_ledger_does_not_keep_are_left_behind(path: Path) -> None:
    result = read(
        path,
        "S001,09/01/2026 21:15,15,PC,engagement,2,Jo Example,spoke to Mr Example",
        header=f"{HEADER},officer,notes",
    )
    assert "Example" not in result.rows.to_csv()
    assert "'officer', 'notes'" in result.notes[0]


def test_a_point_is_placed_in_the_spots_that_were_in_force_at_its_moment(path: Path) -> None:
    # S001 alone before noon on 9 January, then S002 alone; at noon sharp it is S002 already.
    sets: dict[int | None, gpd.GeoDataFrame] = {None: SPOTS.iloc[:1], 0: SPOTS.iloc[1:]}
    path.write_text(
        f"{BY_POINT}\n"
        "500010,200010,09/01/2026 11:59,15,PC,engagement\n"
        "500010,200010,09/01/2026 12:00,15,PC,engagement\n"
        "500110,200010,09/01/2026 12:00,15,PC,engagement\n"
        "500110,200010,08/01/2026 12:00,15,PC,engagement\n"
    )
    noon = datetime(2026, 1, 9, 12, tzinfo=UTC)
    result = read_patrols(path, spots=SpotsOverTime(changes=(noon,), since=sets.__getitem__))
    assert list(result.rows[schema.SPOT_ID]) == ["S001", "S002"]
    assert list(result.set_aside[schema.SOURCE_LINE]) == [3, 5]
    assert "in force then" in result.set_aside[schema.REASON].iloc[0]


def test_a_plan_that_comes_back_counts_what_nobody_visited_apart(path: Path) -> None:
    result = read(
        path,
        "09/01/2026 21:00,S001,09/01/2026 21:15,15,PC,engagement,2",
        "09/01/2026 21:30,S001,,,PC,,",  # nobody went; the role was filled down
        "09/01/2026 22:00,S001,,,,,",
        "09/01/2026 22:30,S001,,10,PC,engagement,",  # somebody went, and nobody knows when
        ",S001,,,PC,engagement,",  # no row of the plan
        header=f"planned_at,{HEADER}",
    )
    assert (len(result.rows), result.not_done, result.notes) == (1, 2, ())
    assert list(result.set_aside[schema.SOURCE_LINE]) == [5, 6]


@pytest.mark.parametrize(
    ("typed", "began"),
    [
        ("21:40", "2026-01-09 21:40"),
        ("21.40", "2026-01-09 21:40"),
        ("2140", "2026-01-09 21:40"),
        ("21:40:00", "2026-01-09 21:40"),  # what a spreadsheet makes of it
        ("00:20", "2026-01-10 00:20"),  # past midnight is the day after
        ("10/01/2026 21:40", "2026-01-10 21:40"),  # a whole moment is taken at its word
    ],
)
def test_a_clock_alone_has_the_day_of_the_plan(path: Path, typed: str, began: str) -> None:
    result = read(
        path, f"09/01/2026 21:30,S001,{typed},15,PC,engagement,2", header=f"planned_at,{HEADER}"
    )
    assert list(result.rows[schema.BEGINS_AT]) == [pd.Timestamp(began, tz="UTC")]


def test_just_before_midnight_is_the_day_before_a_visit_that_was_planned_after_it(
    path: Path,
) -> None:
    result = read(
        path, "10/01/2026 00:15,S001,23:55,15,PC,engagement,2", header=f"planned_at,{HEADER}"
    )
    assert list(result.rows[schema.BEGINS_AT]) == [pd.Timestamp("2026-01-09 23:55", tz="UTC")]


def test_a_clock_that_no_plan_stands_beside_has_no_day(path: Path) -> None:
    result = read(path, "S001,21:40,15,PC,engagement,2")
    assert "time is neither" in result.set_aside[schema.REASON].iloc[0]


def test_a_plan_that_nobody_filled_in_is_no_fault(path: Path) -> None:
    result = read(path, "09/01/2026 21:00,S001,,,,,", header=f"planned_at,{HEADER}")
    assert (len(result.rows), len(result.set_aside), result.not_done) == (0, 0, 1)


def test_of_many_columns_left_behind_five_are_named(path: Path) -> None:
    others = [f"note {number}" for number in range(1, 20)]
    result = read(
        path,
        "S001,09/01/2026 21:15,15,PC,engagement,2" + "," * 19,
        header=",".join([HEADER, *others]),
    )
    assert "'note 5' and 14 others." in result.notes[0]
    assert "note 6" not in result.notes[0]


def test_a_spreadsheet_that_separates_by_semicolons_is_read(path: Path) -> None:
    path.write_text(
        "spot;started_at;minutes;role;activity\nS001;2025-06-15 10:00;15;PC;directed patrol\n"
    )
    assert list(read_patrols(path).rows[schema.SPOT_ID]) == ["S001"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_file_is_read_as_offences_are_whatever_saved_it(path: Path, delimiter: str) -> None:
    lines = ["OFFICIAL", "", HEADER, "S001,09/01/2026 915,15,PC,engagement,2"]
    path.write_bytes("\r\n".join(lines).replace(",", delimiter).encode("utf-16"))
    result = read_patrols(path, spots=SPOTS)
    assert str(result.rows[schema.BEGINS_AT].iloc[0]) == "2026-01-09 09:15:00+00:00"


def test_a_patrol_of_the_year_1_is_set_aside(path: Path) -> None:
    result = read(path, "S001,0001-01-09 21:15,15,PC,engagement,2")
    assert result.set_aside[schema.REASON].tolist() == [
        "a date before 1900 or after 2199: mend the year"
    ]


def test_the_workbook_of_a_plan_comes_back_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan_xlsx(path, plan())
    result = read_patrols(path, spots=SPOTS)
    assert (result.rows_in, result.not_done, len(result.set_aside)) == (4, 4, 0)
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    header, first, *_ = sheets["Plan"]
    done: dict[str, str | float] = {
        "begins_at": "10:50",
        "minutes": 15,
        "role": "PC",
        "activity": "engagement",
    }
    for title, value in done.items():
        first[header.index(title)] = value
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    result = read_patrols(path, spots=SPOTS)
    assert (len(result.rows), result.not_done, len(result.set_aside)) == (1, 3, 0)
    assert str(result.rows.iloc[0][schema.BEGINS_AT]) == "2026-01-06 10:50:00+00:00"
