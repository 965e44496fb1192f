"""What a layer of boundaries holds, by the names of its columns and by what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from hotspots.errors import InputError, SettingsError
from hotspots.load.boundaries import read_study_area
from hotspots.load.boundary_columns import recognise_layer, same_name
from hotspots.profile import ForceProfile
from tests.conftest import PROJECT

SHARED_CASES = PROJECT.parent / "shared" / "cases"
NORTH = shapely.box(570_000, 210_000, 580_000, 220_000)
SOUTH = shapely.box(570_000, 200_000, 580_000, 210_000)


def layer(outlines: Sequence[shapely.Geometry], **columns: Sequence[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=outlines, crs="EPSG:27700")


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (["WD24CD", "WD24NM", "LAD24CD"], "wards"),
        (["wd19cd"], "wards"),
        (["ward_code", "ward_name", "lad_code"], "wards"),
        (["LAD13CD"], "authorities"),
        (["ctyua23nm"], "authorities"),
        (["lad_name"], "authorities"),
        (["District"], "districts"),
        (["lsoa21_code", "LAD22CD"], "LSOAs"),
        (["LSOA11CD"], "LSOAs"),
        (["MSOA21CD"], "MSOAs"),
        (["PFA23CD"], "police force areas"),
        (["name", "OBJECTID"], None),
    ],
)
def test_a_layer_is_known_by_its_columns_of_any_year(
    vale: ForceProfile, columns: list[str], kind: str | None
) -> None:
    nothing = gpd.GeoDataFrame({name: ["?"] for name in columns}, geometry=[SOUTH])
    assert recognise_layer(nothing, vale).kind == kind


@pytest.mark.parametrize("code", ["CODE", "GSS_CODE", "LA_CD", "id"])
def test_a_code_column_of_any_name_is_known_by_the_profile_s_authorities(
    vale: ForceProfile, tmp_path: Path, code: str
) -> None:
    """OS Boundary-Line calls it CODE, the London Datastore GSS_CODE."""
    columns = {code: ["e07000902 ", "E07000901"], "NAME": ["Southvale District (B)", "Northvale"]}
    layer([SOUTH, NORTH], **columns).to_file(tmp_path / "district_borough.gpkg")
    area = read_study_area([tmp_path], profile=vale)
    assert area.authorities["area_code"].tolist() == ["E07000901", "E07000902"]
    assert area.authorities.geometry.iloc[1].equals(SOUTH)
    assert area.sources[0].kind == "authorities"
    assert area.sources[0].notes == (f"known as authorities by what stands in {code!r}",)


def test_a_layer_of_some_of_the_authorities_says_which_it_lacks(
    vale: ForceProfile, tmp_path: Path
) -> None:
    layer([SOUTH], CODE=["E07000902"], NAME=["Southvale"]).to_file(tmp_path / "a.gpkg")
    with pytest.raises(SettingsError, match=r"lacks E07000901 \(Northvale\)"):
        read_study_area([tmp_path], profile=vale)


def test_authorities_that_have_names_alone_are_known_by_them(
    vale: ForceProfile, tmp_path: Path
) -> None:
    """A KML often has names and nothing else."""
    path = tmp_path / "from a map.kml"
    table = layer([SOUTH, NORTH], Name=["Southvale", "Northvale District"]).to_crs("EPSG:4326")
    table.to_file(path, driver="LIBKML")
    area = read_study_area([path], profile=vale)
    assert area.authorities.area.tolist() == pytest.approx([1e8, 1e8], rel=1e-3)


def test_districts_are_known_by_their_names_in_any_column(
    vale: ForceProfile, tmp_path: Path
) -> None:
    layer([SOUTH, NORTH], BCU=["Lower Vale", "upper vale"]).to_file(tmp_path / "a.gpkg")
    area = read_study_area([tmp_path], profile=vale)
    assert area.districts.geometry.iloc[1].equals(SOUTH)


def test_wards_are_known_by_their_codes_and_their_authorities_by_theirs(
    vale: ForceProfile, tmp_path: Path
) -> None:
    """The London Datastore has DISTRICT beside them, which is no policing district."""
    layer([SOUTH, NORTH], CODE=["E07000902", "E07000901"]).to_file(tmp_path / "a.gpkg")
    layer(
        [SOUTH, NORTH],
        NAME=["Trinity", "Castle"],
        DISTRICT=["Southvale", "Northvale"],
        LAGSSCODE=["E07000902", "E07000901"],
        GSS_CODE=["E05000002", "E05000001"],
    ).to_file(tmp_path / "b.gpkg")
    wards = read_study_area([tmp_path], profile=vale).wards
    assert wards is not None
    assert wards.drop(columns="geometry").to_numpy().tolist() == [
        ["E05000001", "Castle", "Upper Vale"],
        ["E05000002", "Trinity", "Lower Vale"],
    ]


def test_a_force_s_own_codes_are_named_in_its_profile(vale: ForceProfile, tmp_path: Path) -> None:
    own = replace(vale, column_aliases={"ward_code": ("Beat ID",), "authority": ("Borough",)})
    layer([SOUTH, NORTH], Borough=["Southvale", "Northvale"]).to_file(tmp_path / "a.gpkg")
    layer([SOUTH, NORTH], BEAT_ID=[7.0, 12.0], NAME=["Dock", "Hill"]).to_file(tmp_path / "b.gpkg")
    wards = read_study_area([tmp_path], profile=own).wards
    assert wards is not None
    assert wards["ward_code"].tolist() == ["12", "7"]


def test_a_ward_without_a_code_is_left_out_and_counted(vale: ForceProfile, tmp_path: Path) -> None:
    layer([SOUTH, NORTH], LAD24CD=["E07000902", "E07000901"]).to_file(tmp_path / "a.gpkg")
    table: dict[str, list[str | None]] = {
        "WD24CD": [None, "E05000001"],
        "WD24NM": ["Trinity", "Castle"],
    }
    layer([SOUTH, NORTH], **table).to_file(tmp_path / "b.gpkg")
    area = read_study_area([tmp_path], profile=vale)
    assert area.wards is not None
    assert area.wards["ward_code"].tolist() == ["E05000001"]
    assert area.notes == ("wards without a code, left out: 1",)
    assert area.oddities[0].found.startswith("No ward covers 100.0 km² of Lower Vale (100.0 %)")


def test_of_two_years_of_codes_the_later_is_taken(vale: ForceProfile, tmp_path: Path) -> None:
    layer([SOUTH, NORTH], LAD24CD=["E07000902", "E07000901"]).to_file(tmp_path / "a.gpkg")
    codes = {"WD24CD": ["E05000012", "E05000011"], "WD21CD": ["E05000002", "E05000001"]}
    layer([SOUTH, NORTH], **codes).to_file(tmp_path / "b.gpkg")
    wards = read_study_area([tmp_path], profile=vale).wards
    assert wards is not None
    assert wards["ward_code"].tolist() == ["E05000011", "E05000012"]


def test_parishes_are_not_taken_for_the_authorities_that_they_name(
    vale: ForceProfile, tmp_path: Path
) -> None:
    codes = {"PARNCP24CD": ["E04000001", "E04000002"], "LAD24CD": ["E07000902", "E07000901"]}
    layer([SOUTH, NORTH], **codes).to_file(tmp_path / "parishes.gpkg")
    with pytest.raises(InputError, match=r"parishes\.gpkg was read as parishes"):
        read_study_area([tmp_path], profile=vale)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Colchester District (B)", "Colchester"),
        ("Kingston upon Hull, City of", "Kingston-upon-Hull"),
        ("Redcar & Cleveland", "Redcar and Cleveland"),
        ("Barnet London Boro", "BARNET"),
    ],
)
def test_one_authority_under_two_spellings(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_the_case_of_boundary_line(vale: ForceProfile, essex: ForceProfile) -> None:
    """Its CODE holds two of the profile's authorities; read with a profile of those two."""
    path = SHARED_CASES / "boundary_line_names.geojson"
    if not path.is_file():
        pytest.skip("the cases of ../shared/cases are not on this machine")
    with pytest.raises(SettingsError, match=r"lacks E06000033 .*It holds E07000071, E07000076"):
        read_study_area([path], profile=essex)
    codes = ("E07000071", "E07000076")
    two = replace(
        vale,
        authorities={code: essex.authorities[code] for code in codes},
        districts=tuple(each for each in essex.districts if each.authorities[0] in codes),
        places=(),
    )
    area = read_study_area([path], profile=two)
    assert area.authorities["area_name"].tolist() == ["Colchester", "Tendring"]
