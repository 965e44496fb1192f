"""The aftercare sheet: whose home was burgled, for whoever calls there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import MissingColumnError
from hotspots.render.visit_lists.aftercare_sheet import HANDLING, NOTHING, write_aftercare_sheet
from tests.reading import pdf_pages_of
from tests.render.harm_spot_factory import HOSTILE
from tests.render.visit_list_factory import FACTS, aftercare, hostile_facts, the_list


def pages(path: Path, visits: pd.DataFrame) -> list[str]:
    write_aftercare_sheet(path, visits, FACTS)
    return [" ".join(page.split()) for page in pdf_pages_of(path)]


def test_each_round_has_a_page_of_its_own_with_its_burgled_homes(tmp_path: Path) -> None:
    found = pages(tmp_path / "aftercare" / "quay" / "aftercare.pdf", aftercare())
    by_round = {1: found[0], 2: found[1]}
    assert len(found) == 2
    for home in the_list(60).homes:
        for number, page in by_round.items():
            is_there = home.door == "11" and home.round_number == number
            assert (home.address in page) == is_there, (home.address, number)
    assert all(" ".join(HANDLING.split()) in page for page in found)
    assert all(FACTS.stamp.run_name in page for page in found)


def test_it_says_by_which_minute_to_call_and_when_it_was_reported(tmp_path: Path) -> None:
    visits = aftercare().head(3).copy()
    visits.loc[visits.index[1], schema.OVERDUE] = True
    visits.loc[visits.index[2], schema.BACKLOG] = True
    visits.loc[visits.index[2], schema.DUE] = pd.NaT
    visits[schema.DAYS_AGO] = [0, 1, 2]
    (said,) = pages(tmp_path / "a.pdf", visits)
    assert "less than a day ago By Sat 21 Nov 02:00" in said
    assert "1 day ago OVERDUE since Wed 18 Nov 02:00" in said
    assert "2 days ago No set time" in said


def test_burgled_homes_in_no_round_have_the_last_page(tmp_path: Path) -> None:
    visits = aftercare()
    left = visits.index[-1]
    visits.loc[left, [schema.ROUND, schema.WALK_ORDER]] = pd.NA
    found = pages(tmp_path / "a.pdf", visits)
    assert "In no round: 1 burgled home Their 48 hours run" in found[-1]
    assert visits.loc[left, schema.ADDRESS] in found[-1]
    assert not any("In no round" in page for page in found[:-1])


def test_a_list_that_owes_no_aftercare_says_so(tmp_path: Path) -> None:
    (said,) = pages(tmp_path / "a.pdf", aftercare().head(0))
    assert NOTHING in said


def test_the_same_sheet_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_aftercare_sheet(tmp_path / name, aftercare(), FACTS)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_hostile_text_is_text(tmp_path: Path) -> None:
    visits = aftercare().head(1)
    for text in HOSTILE:
        facts = hostile_facts(text)
        write_aftercare_sheet(tmp_path / "a.pdf", visits.assign(address=text), facts)
        assert pdf_pages_of(tmp_path / "a.pdf")


def test_a_table_that_lacks_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnError, match="due"):
        write_aftercare_sheet(tmp_path / "a.pdf", aftercare().drop(columns=schema.DUE), FACTS)
