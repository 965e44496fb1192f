"""What was read once is found again by whoever moves a workspace as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hotspots.load import prepared_areas, prepared_offences
from hotspots.study.inputs import find_job
from hotspots.study.reading import load


def test_a_workspace_that_was_moved_finds_what_was_prepared_in_it(
    prepared_county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(prepared_offences, "read_and_place", refused)
    monkeypatch.setattr(prepared_areas, "read_study_area", refused)
    moved = find_job(Path(shutil.copytree(prepared_county, tmp_path / "elsewhere")))
    area, loaded = load(moved.inputs)
    assert len(area.districts)
    assert len(loaded.offences)
