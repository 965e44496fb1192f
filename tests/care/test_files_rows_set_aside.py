"""A victim's name in an export comes into no product, and whole rows only where they are asked for.

The names are invented, one for each row.
"""

from __future__ import annotations

import csv
import stat
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import find_job
from tests.cli.command_line import hotspots
from tests.cli.two_districts import of_two_districts
from tests.demonstration import MADE_AT
from tests.reading import files_of

NAME = "Quillfeather"


@pytest.fixture(scope="module")
def planted(prepared_county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two districts of the demonstration with a column of victims' names; return its folder."""
    root = of_two_districts(prepared_county, tmp_path_factory.mktemp("planted") / "two")
    (export,) = files_of(find_job(root).inputs)
    with export.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    whole = [
        [*row, f"Zebedee {NAME}{number}"] if len(row) == len(header) else row
        for number, row in enumerate(rows)
    ]
    with export.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*header, "victim_name"], *whole])
    return root


def texts_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return every file of a run, and every member of those that are zips."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((name, archive.read(name)) for name in archive.namelist())


def test_no_product_holds_a_column_that_nobody_asked_for(planted: Path) -> None:
    job = find_job(planted)
    run = map_harm(job.inputs, maps=planted / "maps", made_at=MADE_AT, name="planted")
    rows = run.receipt["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"]
    found = [name for name, data in texts_of(run.folder) if NAME.encode() in data]
    assert found == []
    with (run.folder / "set_aside.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *aside = csv.reader(file)
    assert header == ["source_file", "source_line", "reason", "column", "value", "marking"]
    assert len(aside) == rows["rows_set_aside"] > 0
    assert {letter for row in aside for letter in row[4] if letter.isalnum()} <= {"9", "A"}


def test_whole_rows_are_written_where_they_are_asked_for(planted: Path) -> None:
    told = hotspots("check", "--json", "--rows", "whole.csv", cwd=planted)
    rows = told.answer["rows"]["rows_set_aside"]
    with (planted / "whole.csv").open(encoding="utf-8-sig", newline="") as file:
        head, header, *whole = csv.reader(file)
    assert "whole rows of the export" in head[0]
    assert "victim_name" in header
    assert len(whole) == rows
    assert any(NAME in cell for row in whole for cell in row)
    if sys.platform != "win32":
        assert stat.S_IMODE((planted / "whole.csv").stat().st_mode) == 0o600
    again = hotspots("check", "--rows", "whole.csv", cwd=planted)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert NAME not in told.stdout + told.stderr + again.stdout + again.stderr
