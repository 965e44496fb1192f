"""Visit lists on the small demonstration county: whom to visit, never more than a shift can do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from hotspots import product_files, schema, words
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.errors import InputError, NoRowsError, SettingsError
from hotspots.load.address_store import read_addresses
from hotspots.load.boundaries import read_study_area
from hotspots.schema import Tier, VisitOutcome
from hotspots.study.cocoons.addresses import convert, notes_on_homes
from hotspots.study.cocoons.cocoon import Past, VisitLists, make_visit_lists
from hotspots.study.cocoons.journeys import CocoonJourneyParams
from hotspots.study.executor import local_executor
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from hotspots.study.run_folder import folder_name
from tests.demonstration import MADE_AT, DemoRun
from tests.essex_2025 import one_burglary
from tests.run_files import the_file

ListsMade = Run[VisitLists]

AS_OF = datetime(2025, 12, 30, 8, 0, tzinfo=ZoneInfo("Europe/London"))
PARAMS = CocoonJourneyParams(cocoon=CocoonParams(rounds=RoundParams(capacity=20)))


@pytest.fixture(scope="module")
def store(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addresses") / "addresses.parquet"
    found = convert(demo_run.files.households, path, demo_run.job.inputs)
    assert found.rows_in == found.rows_used + sum(found.set_aside.values())
    return path


@pytest.fixture(scope="module")
def lists(demo_run: DemoRun, store: Path, tmp_path_factory: pytest.TempPathFactory) -> ListsMade:
    return make_visit_lists(
        demo_run.job.inputs,
        addresses=store,
        as_of=AS_OF,
        maps=tmp_path_factory.mktemp("maps"),
        made_at=MADE_AT,
        name="lists",
        params=PARAMS,
    )


def test_a_district_that_was_renamed_since_the_addresses_were_converted_is_told_of(
    demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    """Its list would be empty, and nothing said."""
    inputs = demo_run.job.inputs
    renamed = tuple(
        replace(each, name="Castle Point" if "Rochford" in each.name else each.name)
        for each in inputs.profile.districts
    )
    with pytest.raises(
        InputError, match=r"other districts: it has homes in Castle Point & Rochford.*Convert"
    ):
        make_visit_lists(
            replace(inputs, profile=replace(inputs.profile, districts=renamed)),
            addresses=store,
            as_of=AS_OF,
            maps=tmp_path / "maps",
            made_at=MADE_AT,
        )


def test_homes_of_districts_that_were_redrawn_since_are_said(
    demo_run: DemoRun, store: Path
) -> None:
    inputs = demo_run.job.inputs
    area = read_study_area(inputs.layers, profile=inputs.profile)
    homes = read_addresses(store)
    assert notes_on_homes(homes, area) == ()
    redrawn = area.districts.assign(geometry=list(area.districts.geometry[::-1]))
    (note,) = notes_on_homes(homes, replace(area, districts=redrawn))
    assert note.startswith("Of 20,000 homes near a live burglary 20,000 are listed under another")


def test_every_district_has_its_list_in_every_format(lists: ListsMade, demo_run: DemoRun) -> None:
    for district in demo_run.job.inputs.profile.district_names:
        folder = lists.folder / folder_name(district)
        for file in (*product_files.VISIT_LIST.values(), "near-repeat.svg", "near-repeat.csv"):
            assert the_file(folder, file).stat().st_size > 0, f"{district}: {file}"
    assert (lists.folder / "index.html").is_file()


def test_no_list_is_longer_than_a_shift_and_what_is_left_out_is_counted(lists: ListsMade) -> None:
    for district, found in lists.found.lists.items():
        assert len(found.chosen) <= 20
        told = lists.receipt["lists"][district]
        assert told["left_out_beyond_the_capacity"] == words.about(len(found.left_out))
    assert any(len(found.left_out) for found in lists.found.lists.values())


def test_each_home_stands_once_within_reach_and_within_six_weeks(lists: ListsMade) -> None:
    for found in lists.found.lists.values():
        assert found.targets[schema.UPRN].is_unique
        for text in found.targets[schema.REASONS]:
            for reason in json.loads(text):
                assert reason["distance_m"] <= 400
                assert 0 <= reason["days"] <= 42


def test_a_reason_s_distance_is_right_to_the_centimetre(lists: ListsMade) -> None:
    checked = 0
    for found in lists.found.lists.values():
        places = found.burglaries.set_index(schema.BURGLARY_REFERENCE).geometry
        for text, home in zip(found.targets[schema.REASONS], found.targets.geometry, strict=True):
            for reason in json.loads(text):
                away = places[reason["reference"]]
                by_hand = np.hypot(home.x - away.x, home.y - away.y)
                assert abs(reason["distance_m"] - by_hand) <= 0.0051
                checked += 1
    assert checked > 100


def test_victims_come_before_everybody_else(lists: ListsMade) -> None:
    for found in lists.found.lists.values():
        tiers = found.targets.sort_values(schema.PRIORITY)[schema.TIER].tolist()
        victims = [tier == Tier.VICTIM for tier in tiers]
        assert victims == sorted(victims, reverse=True)


def test_a_list_never_knows_the_future(lists: ListsMade) -> None:
    for found in lists.found.lists.values():
        assert (found.burglaries[schema.REPORTED_TIME] <= AS_OF).all()


def test_the_lists_do_not_depend_on_who_wrote_them(
    lists: ListsMade, demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    districts = demo_run.job.inputs.profile.district_names[:3]
    with local_executor(2) as executor:
        again = make_visit_lists(
            demo_run.job.inputs,
            addresses=store,
            as_of=AS_OF,
            maps=tmp_path,
            made_at=MADE_AT,
            name="lists",
            districts=districts,
            params=PARAMS,
            executor=executor,
        )
    folders = {folder_name(district) for district in districts}
    assert _in(folders, again) == _in(folders, lists)
    assert len(_in(folders, again)) > 5 * len(folders)


def _in(folders: set[str], made: ListsMade) -> dict[str, str]:
    """Return the products in folders of districts, each with its hash."""
    products = made.receipt["products"]
    return {path: products[path] for path in products if path.partition("/")[0] in folders}


def test_a_home_that_was_spoken_to_is_left_out_of_the_next_list(
    lists: ListsMade, demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    district = max(lists.found.lists, key=lambda name: len(lists.found.lists[name].left_out))
    visited = lists.found.lists[district].chosen.iloc[0]
    visits = pd.DataFrame(
        {
            schema.UPRN: [visited[schema.UPRN]],
            schema.VISITED_AT: [pd.Timestamp(AS_OF) + timedelta(hours=2)],
            schema.VISIT_OUTCOME: [str(VisitOutcome.SPOKEN_TO)],
        }
    )
    following = make_visit_lists(
        demo_run.job.inputs,
        addresses=store,
        as_of=AS_OF + timedelta(hours=24),
        maps=tmp_path,
        made_at=MADE_AT,
        districts=[district],
        past=Past(visits=visits, lists={district: lists.found.listings[district]}),
        params=PARAMS,
    )
    found = following.found.lists[district]
    assert visited[schema.UPRN] not in set(found.targets[schema.UPRN])
    assert visited[schema.UPRN] in set(found.dropped[schema.UPRN])
    assert {"new", "kept"} & set(found.chosen[schema.CHANGE])


def test_what_the_ledger_keeps_names_every_home_that_is_bound_by_the_48_hours(
    lists: ListsMade,
) -> None:
    for district, rows in lists.found.listings.items():
        bound = lists.found.lists[district].targets
        bound = bound[bound[schema.DUE].notna()]
        assert set(bound[schema.TIER]) <= {Tier.VICTIM, Tier.NEIGHBOUR}
        assert set(bound[schema.UPRN]) <= set(rows[schema.UPRN])


def test_published_months_are_refused_in_one_sentence(
    shared_data: Path, demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    layers = [shared_data / "boundaries" / "essex_local_authorities.geojson"]
    inputs = replace(demo_run.job.inputs, offences=[one_burglary(tmp_path)], layers=layers)
    maps = tmp_path / "maps"
    with pytest.raises(InputError, match="carry a month and no day") as caught:
        make_visit_lists(inputs, addresses=store, as_of=AS_OF, maps=maps, made_at=MADE_AT)
    assert str(caught.value).count(". ") == 0
    assert not maps.exists()


def test_without_a_live_burglary_the_moment_that_has_some_is_named(
    demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    with pytest.raises(NoRowsError, match="or ask for a list as of then"):
        make_visit_lists(
            demo_run.job.inputs,
            addresses=store,
            as_of=AS_OF + timedelta(days=200),
            maps=tmp_path,
            made_at=MADE_AT,
        )


def test_an_unknown_district_is_named_with_those_there_are(
    demo_run: DemoRun, store: Path, tmp_path: Path
) -> None:
    inputs: Inputs = demo_run.job.inputs
    with pytest.raises(SettingsError, match="Tendring"):
        make_visit_lists(
            inputs,
            addresses=store,
            as_of=AS_OF,
            maps=tmp_path,
            made_at=MADE_AT,
            districts=["Camelot"],
        )
