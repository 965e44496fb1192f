"""What to beware of in a ward's rank."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.wards.ward_flags import flags_of_wards
from hotspots.analyse.wards.ward_measure_types import WardScene
from hotspots.analyse.wards.ward_offences import LsoaLookUp, place_offences
from hotspots.analyse.wards.ward_params import WardFlagParams
from hotspots.errors import ParameterError
from tests.analyse.ward_places import (
    FIELDS,
    HARBOUR,
    HILL,
    MARKET,
    WARDS,
    offence,
    offences,
    outlines,
    scene,
)

NO_TOWNS = pd.DataFrame({"name": [], "easting": [], "northing": []}, dtype="float64")
SHOPLIFTING = {"offence_code": "46", "category": "Shoplifting", "harm_css": 12.0}


def flags(of: WardScene, **told: Any) -> dict[str, str]:
    areas = outlines().set_index(schema.WARD_CODE)
    made: dict[str, Any] = {
        "outlines": areas.geometry,
        "counted": pd.Series(True, index=of.offences.index),  # noqa: FBT003 - a column of True
        "disagreements": place_offences(of.offences, outlines(), LsoaLookUp()).disagreements,
        "town_centres": NO_TOWNS,
        "missing": {},
        "params": WardFlagParams(few_offences=0),
    }
    found = flags_of_wards(of, **{**made, **told})
    return {str(code): str(text) for code, text in found.items()}


def everywhere(count: int) -> list[dict[str, Any]]:
    return [offence(ward) for ward in WARDS for _ in range(count)]


def test_a_quiet_ward_has_no_flag() -> None:
    assert set(flags(scene(everywhere(5))).values()) == {""}


def test_shops_and_far_more_offences_than_residents_make_a_town_centre() -> None:
    rows = [*everywhere(5), *[offence(MARKET, **SHOPLIFTING)] * 25]
    found = flags(scene(rows))
    # 30 of 45 offences on a quarter of the residents.
    assert found[MARKET].startswith(
        "town centre, or a place that many visit: 2.7 times the force's offences a resident"
    )
    assert found[HARBOUR] == ""


def test_a_rough_estate_is_no_town_centre() -> None:
    rows = [*everywhere(5), offence(HARBOUR, **SHOPLIFTING), *[offence(MARKET)] * 24]
    assert flags(scene(rows))[MARKET] == ""


def test_the_middle_of_a_harm_spot_town_inside_says_so_too() -> None:
    rows = [*everywhere(5), offence(HARBOUR, **SHOPLIFTING), *[offence(MARKET)] * 24]
    towns = pd.DataFrame({"name": ["Market"], "easting": [3_000.0], "northing": [1_000.0]})
    found = flags(scene(rows), town_centres=towns)
    assert found[MARKET].startswith("town centre")
    assert flags(scene(everywhere(5)), town_centres=towns)[MARKET] == ""


def test_an_airport_is_a_place_where_residents_say_little() -> None:
    rows = [*everywhere(2), offence(HARBOUR, **SHOPLIFTING), *[offence(MARKET)] * 40]
    assert flags(scene(rows))[MARKET].startswith("many come here who do not live here: 3.4 times")


def test_few_offences_are_said() -> None:
    found = flags(scene(everywhere(3)), params=WardFlagParams(few_offences=4))
    assert found[HILL].startswith("few offences: the harm here rests on fewer than 4")


def test_one_homicide_in_a_quiet_ward_is_said() -> None:
    rows = [*everywhere(3), offence(HILL, harm_css=7_973.0)]
    # 7,973 of 7,973 + 3 × 189: its exact share, 93 %, would tell which offence it was.
    assert flags(scene(rows))[HILL] == "one offence holds more than 25 % of the harm here"


def test_residents_that_are_none_or_not_known_are_told_apart() -> None:
    wards = pd.DataFrame(
        {schema.RESIDENTS: [1_000.0, 1_000.0, 0.0, math.nan], schema.HOUSEHOLDS: 400.0},
        index=pd.Index(WARDS, name=schema.WARD_CODE),
    )
    found = flags(
        scene(everywhere(5), wards=wards), missing={HILL: "harm", FIELDS: "harm, deprivation"}
    )
    assert found[HILL] == "no residents; not ranked, as not known here: harm"
    assert found[FIELDS].startswith("boundary changed? the table of residents does not have this")
    assert found[FIELDS].endswith("not ranked, as not known here: harm, deprivation")
    assert found[HARBOUR] == ""


def test_an_outline_that_is_another_place_than_the_look_up_is_said() -> None:
    rows = [*everywhere(5), *[offence(HARBOUR, lsoa_code="E01000003")] * 12]
    look_up = LsoaLookUp(ward_of_lsoa={"E01000003": HILL})
    table = offences(rows)
    disagreements = place_offences(table, outlines(), look_up).disagreements
    found = flags(scene(rows), disagreements=disagreements)
    # Hill: of 17 that either way puts there, twelve by their code alone.
    assert found[HILL] == (
        "boundary: LSOA codes and the outline disagree of 71 % of the offences here"
    )


def test_parameters_that_make_no_sense_are_told_together() -> None:
    with pytest.raises(ParameterError, match=r"few_offences .*; town_centre_times .*; dis.* not 2"):
        WardFlagParams(few_offences=-1, town_centre_times=1, disagreement_share=2)
