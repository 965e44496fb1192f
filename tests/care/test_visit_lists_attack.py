"""Nobody's burgled home is found from a visit list: neither from others' rows, nor from its own.

The same attacks on the list as it was, from the analysis' own table, must succeed: an attack that
cannot succeed shows nothing. At full size:
``benchmarks/visit_list_attack.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import gpxpy
import pandas as pd
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from hotspots import product_files, schema
from hotspots.analyse.cocoons.burgled_homes import BESIDE_UPRN, VICTIM_UPRN
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_reach import reached_homes
from hotspots.analyse.cocoons.crowds import FEWEST_HOMES, crowds_of
from hotspots.analyse.cocoons.live_burglaries import live_burglaries
from hotspots.analyse.cocoons.rounds import FEWEST_OF_A_PLACE
from hotspots.analyse.cocoons.told_homes import told_homes
from hotspots.ledger import open_ledger
from hotspots.load.address_store import read_addresses
from hotspots.render.visit_lists.aftercare_sheet import NOTHING
from hotspots.schema import Tier
from hotspots.study.cocoons.visit_report import visit_report
from hotspots.study.reading import load
from hotspots.study.run_folder import aftercare_folder, folder_name
from tests.care import ten_runs as reading
from tests.care import visit_list_attacks as attacks
from tests.care.two_days import AS_OF, TwoDays
from tests.demonstration import DemoRun
from tests.reading import csv_rows
from tests.run_files import the_file

CASES = pytest.mark.parametrize(
    ("days", "districts"), [(1, 1), (1, None), (2, None)], ids=["one list", "ten", "two days"]
)


def _town(two_days: TwoDays, lists: Sequence[CocoonList]) -> attacks.Town:
    return attacks.Town.of(read_addresses(two_days.addresses), lists)


def _burglaries(lists: Sequence[CocoonList]) -> pd.DataFrame:
    burglaries = [pd.DataFrame(each.burglaries) for each in lists]
    return pd.concat(burglaries).drop_duplicates(schema.BURGLARY_REFERENCE)


def test_the_distances_as_they_were_named_the_burgled_home(two_days: TwoDays) -> None:
    """So that the attack can fail: the old columns are made from the table of the analysis."""
    lists, _ = two_days.of(2, None)
    rows = pd.concat([attacks.old_rows(each) for each in lists]).drop_duplicates()
    left = attacks.attack_distances(rows, _town(two_days, lists))
    assert len(left) > 5
    assert sum(homes == 1 for homes in left.values()) > len(left) / 2


def test_the_row_as_it_was_and_the_gap_that_it_left_named_the_burgled_home(
    two_days: TwoDays,
) -> None:
    """So that the next attacks can fail: the mark is put back, and then its row left out."""
    lists, folders = two_days.of(2, None)
    rows, town = attacks.product_rows(folders), _town(two_days, lists)
    every_row = attacks.rows_of_lists(folders)
    marked = attacks.attack_marks(attacks.with_the_mark(every_row, town), town)
    assert sum(homes == 1 for homes in marked.values()) > len(marked) / 2
    gaps = attacks.attack_gaps(attacks.others(rows, town), town)
    assert sum(homes == 1 for homes in gaps.values()) > len(gaps) / 2


@CASES
def test_a_burgled_home_s_row_says_nothing_that_its_street_s_rows_do_not(
    two_days: TwoDays, days: int, districts: int | None
) -> None:
    lists, folders = two_days.of(days, districts)
    rows, town = attacks.rows_of_lists(folders), _town(two_days, lists)
    alike = attacks.attack_marks(rows, town)
    assert alike
    assert min(alike.values()) > 1


@CASES
def test_the_burgled_home_is_not_found_by_where_its_row_stands(
    two_days: TwoDays, days: int, districts: int | None
) -> None:
    """Neither where a walk begins, nor, for most, in the middle of a row of doors."""
    lists, folders = two_days.of(days, districts)
    rows, town = attacks.rows_of_lists(folders), _town(two_days, lists)
    for attack, most in ((attacks.attack_middle, 1 / 2), (attacks.attack_first, 1 / 5)):
        left = attack(rows, town)
        assert left
        named = sum(homes == 1 for homes in left.values())
        assert named <= max(1, most * len(left)), (attack.__name__, left)


def test_no_place_of_a_round_is_one_home(two_days: TwoDays) -> None:
    """It would be the burgled one: its neighbours were left for a shift that was full."""
    rows = attacks.rows_of_lists(two_days.of(2, None)[1])
    assert rows.groupby(["list", "Round", "Place"]).size().min() >= FEWEST_OF_A_PLACE


@CASES
def test_words_leave_a_whole_crowd_even_if_told_which_rows_belong_together(
    two_days: TwoDays, days: int, districts: int | None
) -> None:
    lists, folders = two_days.of(days, districts)
    rows, town, burglaries = (
        attacks.product_rows(folders),
        _town(two_days, lists),
        _burglaries(lists),
    )
    left = attacks.attack_words(rows, town, burglaries, strike_out=False)
    assert left
    assert min(left.values()) >= FEWEST_HOMES
    # A home that stands on a list for another's burglary is not the one.
    struck_out = attacks.attack_words(rows, town, burglaries, strike_out=True)
    assert min(struck_out.values()) > 1


def test_the_same_words_stand_there_whichever_home_of_the_street_was_burgled(
    two_days: TwoDays, demo_run: DemoRun
) -> None:
    """All that a row says of another's burglary is a fact about a crowd, in every list."""
    _, loaded = load(demo_run.job.inputs)
    profile = demo_run.job.inputs.profile
    live = live_burglaries(
        loaded.offences, selection=profile.selections[profile.burglary_selection], as_of=AS_OF
    )
    homes = read_addresses(two_days.addresses, near=live, within_m=800)
    reach = reached_homes(homes, live, radius_m=400)
    crowds = crowds_of(homes)
    crowd = crowds.of_burglaries(reach.burglaries)
    # The first and the last of each crowd, by UPRN, in place of who was burgled.
    for take in ("first", "last"):
        instead = getattr(crowds.number.reset_index().groupby(0), take)()[schema.UPRN][crowd]
        point = homes.set_index(schema.UPRN).geometry[instead]
        other = reach.burglaries.set_geometry(point.to_numpy(), crs=homes.crs).assign(
            **{VICTIM_UPRN: instead.to_numpy(), BESIDE_UPRN: instead.to_numpy()}
        )
        for found in two_days.days[0].found.lists.values():
            told = told_homes(found, reach.burglaries, homes, crowds)
            again = told_homes(found, other, homes, crowds)
            pd.testing.assert_frame_equal(pd.DataFrame(told), pd.DataFrame(again))


def test_no_row_can_be_joined_to_another_by_reference_moment_or_rank(two_days: TwoDays) -> None:
    lists, folders = two_days.of(2, None)
    known = {
        str(reference) for each in lists for reference in each.burglaries[schema.BURGLARY_REFERENCE]
    }
    for folder in folders:
        for name, text in _texts(folder):
            assert not [reference for reference in known if reference in text], name
    rows = attacks.product_rows(folders)
    assert rows["Due"].str.fullmatch(r"\d{4}-\d\d-\d\d|").all()  # a day, or nothing
    assert not {"Nearest (m)", "Risk", "Burglaries in reach", "Burglary references"} & set(rows)
    alike = rows.groupby("Why")["Priority"].nunique()
    assert len(rows) > alike.size  # many homes of a priority: the rank tells none of them apart


def test_dots_on_the_map_are_all_homes_around_whether_burgled_or_not(two_days: TwoDays) -> None:
    """One that is left out would be a burgled one, and an edge would be part of a circle."""
    homes = read_addresses(two_days.addresses)
    for name, found in two_days.days[0].found.lists.items():
        page = the_file(
            two_days.days[0].folder / folder_name(name), product_files.VISIT_LIST["Map"]
        ).read_text("utf-8")
        facts = re.search(r'id="map-facts">(.*?)</script>', page)
        assert facts is not None
        near = homes.sjoin_nearest(found.chosen[["geometry"]], max_distance=80)
        there = near.loc[~near[schema.UPRN].isin(found.chosen[schema.UPRN])].geometry
        places = {(round(each.x, 1), round(each.y, 1)) for each in there}
        assert len(json.loads(facts.group(1))["others"]) == len(places)


def test_no_file_tells_a_passer_by_whose_home_was_burgled(two_days: TwoDays) -> None:
    for folder in two_days.of(1, None)[1]:
        for name, text in _texts(folder):
            assert not re.search(r"burgled (home|address)", text, re.IGNORECASE), name
        gpx = gpxpy.parse(the_file(folder, product_files.VISIT_LIST["GPX"]).read_text("utf-8"))
        for point in gpx.waypoints:
            said = " ".join(filter(None, (point.name, point.description, point.comment)))
            assert not re.search(r"burgl|victim|aftercare|report", said, re.IGNORECASE)
            assert point.type is None
        assert not [p.name for p in folder.iterdir() if re.search("burgl|victim", p.name)]


def test_the_aftercare_sheet_alone_says_whose_home_was_burgled(two_days: TwoDays) -> None:
    """And no hash of it stands in the receipt: one could try out which home makes it."""
    for day in two_days.days:
        for name, found in day.found.lists.items():
            path = the_file(
                aftercare_folder(day.folder, folder_name(name)), product_files.AFTERCARE
            )
            said = reading.text_of(path)
            own = found.chosen[found.chosen[schema.TIER] == Tier.VICTIM]
            assert all(each in said for each in own[schema.ADDRESS])
            rest = found.chosen.loc[~found.chosen[schema.UPRN].isin(own[schema.UPRN])]
            assert not [each for each in rest[schema.ADDRESS] if each in said]
            assert own.empty == (NOTHING in said)
            assert not [file for file in day.receipt["products"] if "aftercare" in file]
            assert path.parent != day.folder / folder_name(name)


def test_counts_that_would_tell_a_place_are_rounded(two_days: TwoDays) -> None:
    """How many homes lie within 400 m of one burglary is true of few places in a county."""
    for told in two_days.days[0].receipt["lists"].values():
        for figure in (told["in_reach"], told["left_out_beyond_the_capacity"]):
            assert re.fullmatch(r"0|fewer than 100|about [\d,]*00", figure)
        assert "counts" not in told


def test_a_list_that_comes_back_filled_in_is_matched_by_the_ledger(
    two_days: TwoDays, demo_run: DemoRun, tmp_path: Path
) -> None:
    """No row bears a reference; which burglary it was for is in the ledger alone."""
    day = two_days.days[0]
    district, found = max(day.found.lists.items(), key=lambda item: len(item[1].chosen))
    rows = csv_rows(the_file(day.folder / folder_name(district), product_files.VISIT_LIST["CSV"]))
    filled_in = pd.DataFrame(rows).assign(
        **{"Outcome": "spoken to", "Visited at": "30/12/2025 10:00", "Role": "PCSO"}
    )
    form = tmp_path / "filled-in.csv"
    filled_in.to_csv(form, index=False)
    with open_ledger(tmp_path / "ledger.sqlite3") as ledger:
        ledger.record_list(
            day.found.listings[district],
            list_id=f"{day.folder.name}/{district}",
            district=district,
            issued_at=AS_OF,
            as_of=AS_OF,
        )
        entered = AS_OF + timedelta(hours=4)
        result = ledger.import_visits(form, entered_at=entered, entered_by_role="PCSO")
        visits, listings = ledger.visits(), ledger.listings()
    assert (result.recorded, len(result.set_aside)) == (len(found.chosen), 0)
    assert visits[schema.BURGLARY_REFERENCES].isna().all()
    report = visit_report(
        demo_run.job.inputs, visits=visits, listings=listings, as_of=AS_OF + timedelta(hours=5)
    )
    reached = report.by_tier.groupby(schema.TIER)["reached"].sum()
    assert reached[Tier.VICTIM] == (found.chosen[schema.TIER] == Tier.VICTIM).sum() > 0
    assert Tier.VICTIM not in set(visits[schema.TIER])  # the record says what the list told


def test_the_files_list_the_homes_of_the_rounds(two_days: TwoDays) -> None:
    for name, found in two_days.days[0].found.lists.items():
        rows = csv_rows(
            the_file(two_days.days[0].folder / folder_name(name), product_files.VISIT_LIST["CSV"])
        )
        listed = {row["UPRN"] for row in rows if row["UPRN"]}
        assert listed == set(found.chosen[schema.UPRN])


def _texts(folder: Path) -> list[tuple[str, str]]:
    """Return every text of a district's files, and what the run says of all of them."""
    book = CalamineWorkbook.from_path(the_file(folder, product_files.VISIT_LIST["Excel"]))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    layers = [
        pyogrio.read_dataframe(
            the_file(folder, product_files.VISIT_LIST["QGIS (GeoPackage)"]), layer=name
        ).to_csv()
        for name, _ in pyogrio.list_layers(
            the_file(folder, product_files.VISIT_LIST["QGIS (GeoPackage)"])
        )
    ]
    whole = (product_files.VISIT_LIST[kind] for kind in ("CSV", "GPX", "GeoJSON"))
    page = the_file(folder, product_files.VISIT_LIST["Map"]).read_text("utf-8")
    return [
        ("Excel", " ".join(map(str, [*book.sheet_names, *sheets]))),
        ("GeoPackage", " ".join(layers)),
        *(
            (kind, reading.text_of(the_file(folder, product_files.VISIT_LIST[kind])))
            for kind in ("To carry (PDF)", "Letter to leave (PDF)")
        ),
        *((name, the_file(folder, name).read_text("utf-8")) for name in whole),
        (
            "map",
            re.sub(
                r"<(script|style)(?! type=.application/json).*?</\1>", "", page, flags=re.DOTALL
            ),
        ),
        ("index", (folder.parent / "index.html").read_text("utf-8")),
    ]
