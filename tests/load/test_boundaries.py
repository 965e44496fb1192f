from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from hotspots.errors import CoordinateError, InputError, SettingsError
from hotspots.load.boundaries import read_study_area
from hotspots.profile import ForceProfile

NORTH = shapely.box(570_000, 210_000, 580_000, 220_000)
SOUTH = shapely.box(570_000, 200_000, 580_000, 210_000)
# A bow tie over Southvale: its ring crosses itself at 575000, 205000.
BOW_TIE = shapely.Polygon(
    [(570_000, 200_000), (580_000, 210_000), (580_000, 200_000), (570_000, 210_000)]
)


@pytest.fixture
def authorities() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"LAD24CD": ["E07000902", "E07000901"], "LAD24NM": ["Southvale", "Northvale"]},
        geometry=[SOUTH, NORTH],
        crs="EPSG:27700",
    )


@pytest.fixture
def wards() -> gpd.GeoDataFrame:
    """One ward in each authority, both called Trinity, and one of a neighbour's."""
    return gpd.GeoDataFrame(
        {
            "WD25CD": ["E05000002", "E05000001", "E05000003"],
            "WD25NM": ["Trinity", "Trinity", "Far Away"],
            "LAD25CD": ["E07000902", "E07000901", "E09000026"],
            "LAD25NM": ["Southvale", "Northvale", "Redbridge"],
        },
        geometry=[SOUTH, NORTH, shapely.box(580_000, 200_000, 590_000, 210_000)],
        crs="EPSG:27700",
    )


def test_authorities_become_districts_in_the_profile_s_order(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    authorities.to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.districts["district"].tolist() == ["Upper Vale", "Lower Vale"]
    assert area.districts["local_policing_area"].tolist() == ["Vale", "Vale"]
    assert area.districts.area.tolist() == [1e8, 1e8]
    assert area.authorities["area_code"].tolist() == ["E07000901", "E07000902"]
    assert area.wards is None
    assert [source.kind for source in area.sources] == ["authorities"]


@pytest.mark.parametrize(
    "name", ["lad.geojson", "lad.gpkg", "lad.shp", "lad.shp.zip", "lad.fgb", "lad.parquet"]
)
@pytest.mark.parametrize("crs", ["EPSG:27700", "EPSG:4326"])
def test_each_format_is_read_in_whatever_system_it_declares(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path, name: str, crs: str
) -> None:
    path = tmp_path / name
    table = authorities.to_crs(crs)
    if name.endswith("parquet"):
        table.to_parquet(path)
    elif name == "lad.geojson" and crs == "EPSG:27700":
        table.to_file(path, driver="GeoJSON", RFC7946="NO")
    else:
        table.to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.districts.crs.to_epsg() == 27700
    # A square's edges are not straight in degrees: a few metres in ten kilometres.
    assert area.districts.area.tolist() == pytest.approx([1e8, 1e8], rel=1e-3)
    assert len(area.sources[0].sha256) == 64


def test_wards_take_their_district_from_their_authority_s_code(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "layers.gpkg"
    authorities.to_file(path, layer="lad")
    wards.to_file(path, layer="wards")
    area = read_study_area([path], profile=vale)
    assert area.wards is not None
    assert area.wards.drop(columns="geometry").to_numpy().tolist() == [
        ["E05000001", "Trinity", "Upper Vale"],
        ["E05000002", "Trinity", "Lower Vale"],
    ]
    assert area.notes == ("wards of other forces, left out: 1",)


def test_wards_without_an_authority_lie_where_most_of_them_lies(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "lad.gpkg")
    across = shapely.box(572_000, 206_000, 574_000, 211_000)  # four fifths in Southvale
    east = shapely.box(579_000, 200_000, 590_000, 210_000)
    outlines = [across, NORTH.difference(across), east]
    table = wards.drop(columns=["LAD25CD", "LAD25NM"]).set_geometry(outlines)
    table.to_file(tmp_path / "wards.gpkg")
    area = read_study_area([tmp_path], profile=vale)
    assert area.wards is not None
    assert dict(zip(area.wards["ward_code"], area.wards["district"], strict=True)) == {
        "E05000001": "Upper Vale",
        "E05000002": "Lower Vale",
    }


def test_a_file_that_holds_the_districts_already_is_taken_as_it_is(
    vale: ForceProfile, tmp_path: Path
) -> None:
    path = tmp_path / "districts.gpkg"
    table = {"District": ["lower vale", "Upper Vale", "Elsewhere"]}
    gpd.GeoDataFrame(table, geometry=[SOUTH, NORTH, NORTH], crs="EPSG:27700").to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.districts.geometry.iloc[1].equals(SOUTH)
    assert len(area.authorities) == 0
    assert area.notes == ("districts of other forces, left out: 1",)


def test_an_authority_that_is_missing_is_named(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    authorities.iloc[:1].to_file(path)
    with pytest.raises(SettingsError, match=r"lacks E07000901 \(Northvale\).*holds E07000902"):
        read_study_area([path], profile=vale)


def test_authorities_without_codes_are_matched_by_name_and_others_are_left_out(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    other = authorities.iloc[:1].assign(LAD24NM="Redbridge")
    both = pd.concat([authorities, other]).drop(columns="LAD24CD")
    both.to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.authorities["area_name"].tolist() == ["Northvale", "Southvale"]
    assert area.notes == ("authorities of other forces, left out: 1",)


def test_an_invalid_outline_is_mended_and_named(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    authorities.set_geometry([BOW_TIE, NORTH]).to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.sources[0].notes == ("invalid outlines, mended: Southvale",)
    assert area.authorities.geometry.is_valid.all()
    # The two triangles of the bow tie: a half of the square.
    assert area.authorities.area.tolist() == pytest.approx([1e8, 5e7])


def test_a_row_without_an_outline_is_set_aside(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    pd.concat([authorities, authorities.iloc[:1].set_geometry([None])]).to_file(path)
    area = read_study_area([path], profile=vale)
    assert area.sources[0].notes == ("rows without an outline, set aside: 1",)
    assert area.sources[0].rows == 3


def test_a_shapefile_without_its_prj_asks_for_its_system(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.shp"
    authorities.to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(CoordinateError, match=r"no \.prj beside it\).*EPSG:27700"):
        read_study_area([path], profile=vale)
    area = read_study_area([path], profile=vale, declared_crs="EPSG:27700")
    assert area.districts.area.tolist() == [1e8, 1e8]


def test_a_geojson_in_metres_that_declares_nothing_is_refused(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.geojson"
    bare = json.loads(authorities.to_json(drop_id=True))
    bare.pop("crs", None)
    path.write_text(json.dumps(bare), encoding="utf-8")
    with pytest.raises(CoordinateError, match="begin at 570000, 200000: metres"):
        read_study_area([path], profile=vale)
    area = read_study_area([path], profile=vale, declared_crs="EPSG:27700")
    assert area.districts.area.tolist() == [1e8, 1e8]


def test_points_in_place_of_outlines_are_refused(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    authorities.set_geometry(authorities.centroid).to_file(path)
    with pytest.raises(InputError, match="holds points or lines where the outlines of authorities"):
        read_study_area([path], profile=vale)


def test_two_layers_of_one_kind_are_refused(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "a.gpkg")
    authorities.to_file(tmp_path / "b.gpkg")
    with pytest.raises(InputError, match="Several layers hold authorities"):
        read_study_area([tmp_path], profile=vale)


def test_neither_authorities_nor_districts_is_a_clear_refusal(
    vale: ForceProfile, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    wards.to_file(tmp_path / "wards.gpkg")
    with pytest.raises(
        InputError,
        match=r"No layer of local authorities.*wards\.gpkg was read as wards\. Add a file",
    ):
        read_study_area([tmp_path / "wards.gpkg"], profile=vale)
    with pytest.raises(InputError, match="There is no boundary file"):
        read_study_area([tmp_path / "nowhere.gpkg"], profile=vale)
    (tmp_path / "map.pdf").write_bytes(b"")
    with pytest.raises(InputError, match=r"map\.pdf is no boundary file"):
        read_study_area([tmp_path / "map.pdf"], profile=vale)
    (tmp_path / "broken.gpkg").write_bytes(b"not a geopackage")
    with pytest.raises(InputError, match=r"broken\.gpkg cannot be read as GPKG.* save it again"):
        read_study_area([tmp_path / "broken.gpkg"], profile=vale)


def test_a_style_table_in_a_geopackage_is_no_layer(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "lad.gpkg"
    authorities.to_file(path, layer="lad")
    pyogrio.write_dataframe(pd.DataFrame({"styleName": ["a"]}), path, layer="layer_styles")
    assert [source.layer for source in read_study_area([path], profile=vale).sources] == ["lad"]


def test_a_district_that_is_missing_is_named(vale: ForceProfile, tmp_path: Path) -> None:
    path = tmp_path / "districts.gpkg"
    gpd.GeoDataFrame({"district": ["Lower Vale"]}, geometry=[SOUTH], crs="EPSG:27700").to_file(path)
    with pytest.raises(SettingsError, match="lacks Upper Vale of the profile 'vale'"):
        read_study_area([path], profile=vale)


def test_a_nation_s_wards_lie_in_forces_whatever_council_they_are_of(
    vales: ForceProfile, authorities: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """A ward states its council, by a code that no force has."""
    forces = gpd.GeoDataFrame(
        {"PFA23CD": ["E23000902", "E23000901"], "PFA23NM": ["Southvale", "Northvale"]},
        geometry=authorities.geometry.to_numpy(),
        crs=authorities.crs,
    )
    forces.to_file(tmp_path / "pfa.gpkg")
    wards.to_file(tmp_path / "wards.gpkg")
    area = read_study_area([tmp_path], profile=vales)
    assert area.wards is not None
    assert area.wards["ward_code"].tolist() == ["E05000001", "E05000002"]
    assert area.wards["district"].tolist() == ["Upper Vale", "Lower Vale"]
    assert "wards of other forces, left out: 1" in area.notes


def test_wards_without_codes_are_refused_because_names_repeat(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "lad.gpkg")
    wards[["WD25NM", "geometry"]].to_file(tmp_path / "wards.gpkg")
    with pytest.raises(InputError, match="names and no codes"):
        read_study_area([tmp_path], profile=vale)


def test_a_ward_in_two_rows_becomes_one(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "lad.gpkg")
    west = shapely.box(570_000, 200_000, 575_000, 210_000)
    east = shapely.box(575_000, 200_000, 580_000, 210_000)
    halves = pd.concat([wards.iloc[:1].set_geometry([west]), wards.iloc[:1].set_geometry([east])])
    halves.to_file(tmp_path / "wards.gpkg")
    area = read_study_area([tmp_path], profile=vale)
    assert area.wards is not None
    assert area.wards["ward_code"].tolist() == ["E05000002"]
    assert area.wards.area.tolist() == [1e8]


def test_layers_that_are_not_needed_are_named(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "a.gpkg")
    authorities.assign(LSOA21CD=["E01000001", "E01000002"]).to_file(tmp_path / "b.gpkg")
    authorities[["geometry"]].assign(colour="red").to_file(tmp_path / "c.gpkg")
    kinds = [source.kind for source in read_study_area([tmp_path], profile=vale).sources]
    assert kinds == [
        "authorities",
        "LSOAs, not needed",
        "not recognised by its columns (colour, geometry)",
    ]


def test_an_invalid_outline_without_a_name_is_named_by_its_row(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    authorities.to_file(tmp_path / "a.gpkg")
    plain = gpd.GeoDataFrame({"colour": ["red"]}, geometry=[BOW_TIE], crs="EPSG:27700")
    plain.to_file(tmp_path / "b.gpkg")
    sources = read_study_area([tmp_path], profile=vale).sources
    assert sources[1].notes == ("invalid outlines, mended: row 1",)


def test_a_folder_without_boundaries_says_what_to_put_there(
    vale: ForceProfile, tmp_path: Path
) -> None:
    layers = tmp_path / "layers"
    layers.mkdir()
    (layers / "README.md").write_text("What goes in.", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"^layers is empty: put .*local authorities.*hotspots che"
    ):
        read_study_area([layers], profile=vale)
    (layers / "notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"^layers has no boundaries: put"):
        read_study_area(str(layers), profile=vale)
    with pytest.raises(InputError, match="No boundary file was given"):
        read_study_area([], profile=vale)
