"""Hexagons of a run: written where they are asked for, and of nothing that makes no places."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from hotspots import product_files
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from tests.first_task import FirstTask
from tests.run_files import the_file
from tests.study.small_force import MARKET_STREET, inputs, offence

MADE_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def run_with(folder: Path, *, hexagons: bool, selection: str | None = None) -> Path:
    """Map 40 offences of Market Street, ten a kilometre west, and four a kilometre east."""
    east, north = MARKET_STREET
    along = [offence(n, (east - 80 + n % 8 * 20, north + 4)) for n in range(40)]
    few = [offence(100 + n, (east + 1_000 + n * 10, north), address="") for n in range(4)]
    west = [offence(200 + n, (east - 1_000 + n * 10, north), address="") for n in range(10)]
    params = HarmMapParams(hexagons=hexagons, selection=selection)
    return map_harm(
        inputs(folder, [*along, *west, *few]),
        maps=folder / "maps",
        made_at=MADE_AT,
        params=params,
        executor=FirstTask(),
    ).folder


def test_the_full_hexagons_are_in_every_file_and_the_empty_ones_in_none(tmp_path: Path) -> None:
    folder = run_with(tmp_path, hexagons=True)
    table = pd.read_csv(the_file(folder, product_files.HEXAGONS["Hexagons (CSV)"]))
    layer = pyogrio.read_dataframe(
        the_file(folder, product_files.HEXAGONS["Hexagons (QGIS)"]), layer="hexagons"
    )
    tidy = pd.read_csv(folder / "tables" / "hexagons.csv")
    outlines = gpd.read_parquet(folder / "tables" / "hexagons.parquet")
    listed = set(tidy["hexagon"])
    assert 1 <= len(listed) <= 3
    for found in (table["Hexagon (H3)"], layer["hexagon"], outlines["hexagon"]):
        assert set(found) == listed
    # Neither the four nor the ten by which the four could be told.
    assert tidy["offences"].sum() == 40
    assert (tidy["offences"] % 5 == 0).all()
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert all(
        f'"./{the_file(folder, file).name}"' in index for file in product_files.HEXAGONS.values()
    )


def test_nobody_who_does_not_ask_gets_hexagons(tmp_path: Path) -> None:
    folder = run_with(tmp_path, hexagons=False)
    assert not [*folder.rglob("hexagons*")]
