from __future__ import annotations

import itertools
import re

import pytest

from hotspots.errors import InputError, SettingsError
from hotspots.load.columns import ALIASES, match_columns, missing_columns, recognised
from hotspots.nearest import plain


def test_a_records_system_export_is_matched_without_a_mapping() -> None:
    headers = [
        "Crime No", "Home Office Classification", "Committed From", "Committed To",
        "Grid Ref E", "Grid Ref N", "Location Address", "Dwelling Y/N", "Outcome Type",
    ]  # fmt: skip
    assert match_columns(headers) == {
        "offence_id": "Crime No",
        "offence_code": "Home Office Classification",
        "from_time": "Committed From",
        "to_time": "Committed To",
        "easting": "Grid Ref E",
        "northing": "Grid Ref N",
        "location": "Location Address",
        "dwelling": "Dwelling Y/N",
        "outcome": "Outcome Type",
    }


def test_police_uk_headers_are_matched_old_and_new_and_in_snake_case() -> None:
    new = ["Crime ID", "Month", "Longitude", "Latitude", "LSOA name", "Crime type"]
    snake = [plain_header.replace(" ", "_").lower() for plain_header in new]
    expected = ["offence_id", "month", "longitude", "latitude", "lsoa_name", "category"]
    assert match_columns(new) == dict(zip(expected, new, strict=True))
    assert set(match_columns(snake)) == set(expected)
    assert {"easting", "northing"} <= set(match_columns(["Month", "Easting", "Northing"]))


@pytest.mark.parametrize("header", ["  EASTING ", "Easting", "east-ing", "Grid_Ref E.", "X"])
def test_case_spaces_underscores_and_punctuation_do_not_matter(header: str) -> None:
    assert match_columns([header]) == {"easting": header}


def test_no_name_belongs_to_two_columns() -> None:
    names = [{plain(name) for name in (ours, *aliases)} for ours, aliases in ALIASES.items()]
    assert not [both for one, other in itertools.combinations(names, 2) if (both := one & other)]


def test_our_own_name_wins_over_another_name_for_it() -> None:
    assert match_columns(["X", "easting"])["easting"] == "easting"


def test_two_other_names_for_one_column_are_refused() -> None:
    with pytest.raises(InputError, match=r"could be easting: 'X', 'GridX'.*\[columns\] easting"):
        match_columns(["X", "GridX"])


def test_the_profile_says_which_of_two_is_meant() -> None:
    headers = ["X", "GridX", "easting"]
    assert match_columns(headers, from_profile={"easting": ("gridx",)})["easting"] == "GridX"
    assert match_columns(headers, from_profile={"easting": "X"})["easting"] == "X"


def test_a_header_that_the_profile_gives_away_is_not_used_twice() -> None:
    found = match_columns(["Lat", "Long"], from_profile={"longitude": "Lat", "latitude": "Long"})
    assert found == {"longitude": "Lat", "latitude": "Long"}


def test_a_column_that_does_not_exist_here_is_a_fault_of_the_profile() -> None:
    with pytest.raises(SettingsError, match="eastling"):
        match_columns(["X"], from_profile={"eastling": ("X",)})


def test_a_missing_column_is_answered_with_the_names_accepted_and_those_found() -> None:
    said = str(missing_columns(["easting"], ["Ref", "Y"]))
    assert re.search(r"easting \(also Eastings,.*found: 'Ref', 'Y'", said)


def test_recognising_does_not_mind_two_candidates() -> None:
    assert recognised(["X", "GridX", "LAD24CD", "LAD24NM"]) == {
        "easting",
        "authority_code",
        "authority",
    }
