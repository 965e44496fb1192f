"""Essex 2025, known to the month only: what monthly data can carry, and a sentence for the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotspots.errors import NoRowsError
from hotspots.study.change_map.change_map import study_change_map
from hotspots.study.change_map.journeys import ChangeMapJourneyParams
from hotspots.study.inputs import Inputs
from hotspots.study.watch.watch import study_watch

MADE_AT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@pytest.mark.slow
def test_two_quarters_of_essex_are_set_beside_each_other(
    essex_inputs: Inputs, tmp_path: Path
) -> None:
    before = ChangeMapJourneyParams(against="before")
    run = study_change_map(essex_inputs, maps=tmp_path, made_at=MADE_AT, params=before)
    assert "public places" not in run.receipt["change_map"]["title"]
    assert len(run.found.areas) > 100
    with pytest.raises(NoRowsError, match="October to December 2024 cannot be mapped"):
        study_change_map(essex_inputs, maps=tmp_path, made_at=MADE_AT)


@pytest.mark.slow
def test_months_of_essex_are_watched_and_the_page_says_so(
    essex_inputs: Inputs, tmp_path: Path
) -> None:
    run = study_watch(essex_inputs, maps=tmp_path, made_at=MADE_AT)
    assert run.receipt["watch"]["title"] == "The watch: December 2025"
    told = " ".join(run.receipt["caveats"])
    assert "known to the month only, so that months are watched" in told
    assert "fewer than two years of months" in told
    # Without codes the plan's selection is called by what was counted.
    assert {each.label for each in run.found.watched} == {"Robbery (homes included)"}
