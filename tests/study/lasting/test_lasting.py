"""New, lasting and fading squares of an invented force: what was planted has its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from hotspots import schema
from hotspots.analyse.lasting.lasting_params import LastingParams
from hotspots.errors import NoRowsError, ParameterError
from hotspots.load.street_store import STREETS_FILE, MapFacts, write_streets
from hotspots.render.lasting.lasting_page import write_lasting_products
from hotspots.schema import Lasting
from hotspots.study.inputs import Inputs
from hotspots.study.lasting.journeys import LastingJourneyParams
from hotspots.study.lasting.lasting import LastingFound, study_lasting
from hotspots.study.run import Run
from tests.analyse.street_places import SOUTH_M, WEST_M, streets
from tests.render.harm_spot_factory import STAMP
from tests.run_files import the_file, what_they_are
from tests.study.several_years import Row, days, row, wickshire
from tests.study.small_force import BNG

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
PERSISTENT, NEW, FADED = (500_875.0, 200_875.0), (505_125.0, 202_125.0), (503_125.0, 200_875.0)


def year() -> Sequence[Row]:
    """Return 2025: one place is busy all year, one in December alone, one until November."""
    rng = np.random.default_rng(5)
    made: list[Row] = []
    for day in days(date(2025, 1, 1), date(2025, 12, 31)):
        busy = [PERSISTENT, NEW] if day.month == 12 else [PERSISTENT, FADED]
        for middle in busy:
            for _ in range(2):
                east, north = np.array(middle) + rng.uniform(-100, 100, 2)
                moment = datetime.combine(day, time(20))
                made.append(row(len(made), moment, (float(east), float(north)), "8N"))
    return made


def rows_of_streets() -> gpd.GeoDataFrame:
    """Return streets from west to east, 250 m apart, each in links of 250 m."""
    links = [
        (f"Row {south // 250}", [(west, south), (west + 250, south)])
        for south in range(125, 3000, 250)
        for west in range(0, 6000, 250)
    ]
    table = streets(*links)
    return table.set_geometry(table.translate(500_000 - WEST_M, 200_000 - SOUTH_M)).set_crs(BNG)


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("lasting")
    inputs = wickshire(folder, year())
    facts = MapFacts(
        source="a test", kind="streets of a test", sha256="", crs=BNG, attribution="Nobody's",
        rows_in=288, set_aside={},
    )  # fmt: skip
    write_streets(rows_of_streets(), folder / STREETS_FILE, facts=facts)
    return replace(inputs, layers=[*inputs.layers, folder / STREETS_FILE])


@pytest.fixture(scope="module")
def followed(force: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[LastingFound]:
    # The force is six kilometres across: squares of 500 m would be too few to stand out among.
    params = LastingJourneyParams(lasting=LastingParams(square_m=250.0))
    maps = tmp_path_factory.mktemp("maps")
    return study_lasting(force, maps=maps, made_at=MADE_AT, params=params)


def test_each_place_has_the_class_of_its_months(followed: Run[LastingFound]) -> None:
    table = followed.found.table
    table = table[table[schema.PLACE_KIND] == "square"]
    at = dict(
        zip(
            zip(table[schema.EASTING], table[schema.NORTHING], strict=True),
            table[schema.LASTING],
            strict=True,
        )
    )
    assert at[PERSISTENT] in (str(Lasting.PERSISTENT), str(Lasting.INTENSIFYING))
    assert at[NEW] == str(Lasting.NEW)
    assert at[FADED] == str(Lasting.HISTORICAL)


def test_each_street_has_the_class_of_its_months(followed: Run[LastingFound]) -> None:
    table = followed.found.table
    own = table[table[schema.PLACE_KIND] == "street"]
    at = {
        (east, north): told
        for east, north, told in zip(
            own[schema.EASTING], own[schema.NORTHING], own[schema.LASTING], strict=True
        )
    }
    # The middles of the planted squares are those of a link each; nothing was planted elsewhere.
    assert set(at) == {PERSISTENT, NEW, FADED}
    assert at[NEW] == str(Lasting.NEW)
    assert at[FADED] == str(Lasting.HISTORICAL)
    assert at[PERSISTENT] in (str(Lasting.PERSISTENT), str(Lasting.INTENSIFYING))
    assert (own[schema.OFFENCES] % 5 == 0).all()
    lines = gpd.read_file(the_file(followed.folder, "lasting.gpkg"), layer="streets")
    assert sorted(lines.length) == [250.0] * 3
    assert "Nobody's" in followed.receipt["caveats"]


def test_the_map_shows_the_whole_force(followed: Run[LastingFound]) -> None:
    picture = np.asarray(Image.open(the_file(followed.folder, "lasting.png")).convert("RGB"))
    dark = np.any(picture[3:-3, 3:-3, 0] < 0.4 * 255, axis=1)
    rows = np.flatnonzero(dark)
    # Districts of 6 by 3 km, in a frame of 150 by 130 mm: 3 / (6 · 1.04 · 130 / 150) of its height.
    assert rows.max() - rows.min() > 0.5 * picture.shape[0]


def test_without_a_layer_of_streets_the_rest_is_followed_and_it_is_said(
    force: Inputs, tmp_path: Path
) -> None:
    params = LastingJourneyParams(lasting=LastingParams(square_m=250.0))
    bare = replace(force, layers=force.layers[:1])
    run = study_lasting(bare, maps=tmp_path, made_at=MADE_AT, params=params)
    assert set(run.found.table[schema.PLACE_KIND]) == {"square"}
    assert "Streets are not followed" in run.receipt["lasting"]["missing"][0]
    assert "Streets are not followed" in (run.folder / "index.html").read_text(encoding="utf-8")


def test_what_is_hot_nearly_always_comes_before_what_is_hot_now_and_then() -> None:
    order = list(Lasting)
    assert order.index(Lasting.PERSISTENT) < order.index(Lasting.SPORADIC)


def test_what_is_new_comes_first_and_the_page_says_what_it_means(
    followed: Run[LastingFound],
) -> None:
    assert followed.receipt["lasting"]["places"][0]["lasting"] == "new"
    page = (followed.folder / "index.html").read_text(encoding="utf-8")
    assert "hot in the last month, and never before" in page
    assert {"lasting.csv", "lasting.xlsx", "lasting.png", "lasting.gpkg"} <= what_they_are(
        followed.receipt["products"]
    )


def test_where_every_place_is_steady_the_page_does_not_say_that_none_was_hot(
    followed: Run[LastingFound], tmp_path: Path
) -> None:
    told = followed.found.told
    steady = told.table.assign(**{schema.LASTING: str(Lasting.PERSISTENT)})
    write_lasting_products(tmp_path, replace(told, table=steady), STAMP)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "No place is new, changing or gone" in page
    assert "No place was hotter" not in page


def test_a_place_with_fewer_than_five_offences_is_not_shown(followed: Run[LastingFound]) -> None:
    assert followed.found.table[schema.OFFENCES].min() >= 5


def test_too_few_months_are_refused(force: Inputs, tmp_path: Path) -> None:
    params = LastingJourneyParams(lasting=LastingParams(months=24))
    with pytest.raises(NoRowsError, match="24 adjoining whole months are needed"):
        study_lasting(force, maps=tmp_path, made_at=MADE_AT, params=params)


def test_a_sensitive_selection_makes_no_places(force: Inputs, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="make no places"):
        study_lasting(force, maps=tmp_path, made_at=MADE_AT, selection="rape")


@pytest.mark.slow
def test_essex_2025_is_followed_month_by_month(essex_inputs: Inputs, tmp_path: Path) -> None:
    run = study_lasting(essex_inputs, maps=tmp_path, made_at=MADE_AT)
    classes = set(run.found.table[schema.LASTING])
    assert str(Lasting.PERSISTENT) in classes
    assert run.receipt["lasting"]["gist"].startswith("Squares: ")
    assert "no layer of streets" in run.receipt["lasting"]["missing"][0]
