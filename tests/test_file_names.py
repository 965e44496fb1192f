"""What a file is called says what it is, of where and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hotspots.file_names import days_in_name, file_name, named_file, named_files


def test_a_name_says_what_where_and_when() -> None:
    assert file_name("harm-spots.xlsx", "southend", "2025") == "harm-spots_southend_2025.xlsx"
    assert file_name("changes.pdf", "", "2025-12-31") == "changes_2025-12-31.pdf"


def test_a_long_name_of_a_ward_leaves_room_for_its_path_on_windows() -> None:
    named = file_name("ward-pack.pdf", "e05990099-" + "a-very-long-name-" * 6, "2025")
    assert len(named) <= len("ward-pack_") + 40 + len("_2025.pdf")


def test_a_year_a_day_and_days_are_told_apart() -> None:
    assert days_in_name(date(2025, 1, 1), date(2025, 12, 31)) == "2025"
    assert days_in_name(date(2025, 12, 31)) == "2025-12-31"
    assert days_in_name(date(2025, 11, 1), date(2025, 11, 30)) == "2025-11-01-to-2025-11-30"


def test_a_file_is_found_by_what_it_is(tmp_path: Path) -> None:
    assert named_file(tmp_path, "patrols.csv") is None
    for name in ("patrols_2025.csv", "patrols-by-week_2025.csv", "patrols_2025.xlsx"):
        (tmp_path / name).touch()
    assert named_file(tmp_path, "patrols.csv") == tmp_path / "patrols_2025.csv"
    files = {"CSV": "patrols-by-week.csv", "PDF": "patrols.pdf"}
    assert named_files(tmp_path, files) == {"CSV": "patrols-by-week_2025.csv"}
