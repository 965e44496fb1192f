from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from hotspots.errors import CoordinateError
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.table_columns import share, text
from hotspots.render.table_layers import Layer, layer_of, write_layers
from tests.render.harm_spot_factory import STAMP

COLUMNS = (text("name", "Area", "By its name."), share("share", "Share (%)"))


def _layer(crs: str = "EPSG:27700", name: str = "areas") -> Layer:
    outline = shapely.box(600_000, 225_000, 600_300, 225_300)
    table = gpd.GeoDataFrame(
        {"name": ["Market\x07 Street"], "share": [0.25], "secret": ["no"]},
        geometry=[outline],
        crs=crs,
    )
    rules = (Rule(title="Area", condition="", lines=(Line(colour="#14213d", width_mm=0.7),)),)
    return layer_of(name, COLUMNS, table, rules=rules, label=Label(expression='"name"', size_pt=9))


def test_a_layer_opens_with_its_style_its_stamp_and_nothing_that_was_not_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "areas.gpkg"
    write_layers(path, [_layer()], STAMP, title="Areas")
    areas = pyogrio.read_dataframe(path, layer="areas")
    assert areas.drop(columns="geometry").to_dict("records") == [
        {"name": "Market Street", "share": 0.25}
    ]
    assert areas.crs.to_epsg() == 27700
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    assert styles["f_table_name"].tolist() == ["areas"]
    assert "Share (0 to 1)" in styles["styleQML"].iloc[0]
    about = pyogrio.read_dataframe(path, layer="about")
    assert STAMP.marking in set(about["text"])


def test_the_same_layers_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "a.gpkg", tmp_path / "b.gpkg"]
    for path in paths:
        write_layers(path, [_layer()], STAMP, title="Areas")
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_two_systems_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CoordinateError, match="convert them to one system"):
        write_layers(
            tmp_path / "areas.gpkg",
            [_layer(), _layer("EPSG:32631", "others")],
            STAMP,
            title="Areas",
        )
