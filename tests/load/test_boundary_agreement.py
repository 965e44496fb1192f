"""Boundaries are held against each other: what disagrees is refused, or said with its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots.errors import InputError, SettingsError
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.boundary_agreement import wide_parts
from hotspots.load.findings import LoadedOffences
from hotspots.load.placement import place_in_wards
from hotspots.profile import ForceProfile, Place

NORTH = shapely.box(570_000, 210_000, 580_000, 220_000)
SOUTH = shapely.box(570_000, 200_000, 580_000, 210_000)
ReadVale = Callable[..., StudyArea]


def square_wards(side_m: int = 2_000) -> gpd.GeoDataFrame:
    """Wards in rows from the south-west, five across: 25 in each authority."""
    corners = [
        (e, n) for n in range(200_000, 220_000, side_m) for e in range(570_000, 580_000, side_m)
    ]
    return gpd.GeoDataFrame(
        {
            "WD24CD": [f"E05{number:06}" for number in range(len(corners))],
            "WD24NM": [f"Ward {number}" for number in range(len(corners))],
            "LAD24CD": ["E07000902" if n < 210_000 else "E07000901" for _, n in corners],
        },
        geometry=[shapely.box(e, n, e + side_m, n + side_m) for e, n in corners],
        crs="EPSG:27700",
    )


@pytest.fixture
def read_vale(vale: ForceProfile, tmp_path: Path) -> ReadVale:
    def read(
        wards: gpd.GeoDataFrame | None = None,
        *,
        codes: tuple[str, str] = ("E07000902", "E07000901"),
        names: tuple[str, str] = ("Southvale", "Northvale"),
        south: shapely.Geometry = SOUTH,
        profile: ForceProfile = vale,
    ) -> StudyArea:
        gpd.GeoDataFrame(
            {"LAD24CD": codes, "LAD24NM": names}, geometry=[south, NORTH], crs="EPSG:27700"
        ).to_file(tmp_path / "lad.gpkg")
        if wards is not None:
            wards.to_file(tmp_path / "wards.gpkg")
        return read_study_area([tmp_path], profile=profile)

    return read


def moved(table: gpd.GeoDataFrame, east_m: float, north_m: float = 0.0) -> gpd.GeoDataFrame:
    return table.set_geometry(table.geometry.translate(east_m, north_m))


def test_wards_that_tile_their_authorities_agree(read_vale: ReadVale) -> None:
    area = read_vale(square_wards())
    assert area.oddities == ()
    assert area.in_no_ward.is_empty


def test_a_missing_ward_does_not_hand_its_offences_to_its_neighbours(read_vale: ReadVale) -> None:
    """Ward 12 is the middle of Southvale: all of it lies within 500 m of others or not far off."""
    area = read_vale(square_wards().drop(index=12))
    (odd,) = area.oddities
    assert odd.found.startswith("No ward covers 4.0 km² of Lower Vale (4.0 %): wards are missing")
    inside = np.array([[574_010.0, 204_010.0], [575_000, 205_000], [575_900, 204_200]])
    districts = np.full(len(inside), "Lower Vale", dtype=object)
    assert place_in_wards(inside, districts, area)[0].tolist() == [None, None, None]
    beside = np.array([[573_990.0, 205_000.0]])
    assert place_in_wards(beside, districts[:1], area)[0].tolist() == ["E05000011"]


def test_the_gaps_of_generalised_outlines_are_no_missing_wards(read_vale: ReadVale) -> None:
    wards = square_wards()
    # Each ward loses 100 m on every side: gaps of 200 m between them.
    area = read_vale(wards.set_geometry(wards.buffer(-100, join_style="mitre")))
    assert area.oddities == ()
    point = np.array([[572_050.0, 201_000.0]])
    assert place_in_wards(point, np.array(["Lower Vale"], dtype=object), area)[0].tolist() == [
        "E05000001"
    ]


@pytest.mark.parametrize("coded", [True, False])
def test_wards_that_are_shifted_by_800_m_are_refused(read_vale: ReadVale, *, coded: bool) -> None:
    wards = moved(square_wards(), 800, 800)
    with pytest.raises(InputError, match=r"wards do not lie where their districts do.*is shifted"):
        read_vale(wards if coded else wards.drop(columns="LAD24CD"))


def test_wards_in_another_system_than_declared_are_refused(read_vale: ReadVale) -> None:
    """The Irish grid's figures under the British grid's name: 200 km off."""
    with pytest.raises(InputError, match=r"100 % of Upper Vale is in none of its wards"):
        read_vale(moved(square_wards(), 200_000))
    with pytest.raises(InputError, match=r"Of the 50 outlines .* 50 are not the force's"):
        read_vale(moved(square_wards(), 200_000).drop(columns="LAD24CD"))


def test_authorities_that_carry_each_other_s_code_are_refused(read_vale: ReadVale) -> None:
    swapped = ("E07000901", "E07000902")
    with pytest.raises(SettingsError, match=r"E07000901 is Southvale in the layer and Northvale"):
        read_vale(codes=swapped)
    # With its names swapped too, the layer is found out by the wards alone.
    with pytest.raises(InputError, match=r"carries wrong codes"):
        read_vale(square_wards(), codes=swapped, names=("Northvale", "Southvale"))


def test_authorities_that_overlap_are_refused_or_said_with_their_size(read_vale: ReadVale) -> None:
    much = shapely.box(570_000, 200_000, 580_000, 212_000)
    with pytest.raises(InputError, match=r"Northvale and Southvale share 20\.0 km²"):
        read_vale(south=much)
    little = shapely.box(570_000, 200_000, 580_000, 210_400)
    (odd,) = read_vale(south=little).oddities
    assert odd.found.startswith(
        "The outlines of authorities overlap: Northvale and Southvale share 4.0 km²"
    )
    sliver = shapely.box(570_000, 200_000, 580_000, 210_200)
    assert read_vale(south=sliver).oddities == ()


def test_a_ward_that_stands_twice_under_two_codes_is_refused(read_vale: ReadVale) -> None:
    wards = square_wards()
    wards.loc[1, "geometry"] = wards.geometry[0]
    with pytest.raises(InputError, match=r"Ward 0 \(E05000000\) and Ward 1 \(E05000001\) share"):
        read_vale(wards)


def test_places_of_another_force_are_said(read_vale: ReadVale, vale: ForceProfile) -> None:
    """A profile that was copied, and its places left in."""
    places = (
        Place(name="Market Vale", easting=575_000, northing=205_000),
        Place(name="Saffron Walden", easting=553_800, northing=238_400),
    )
    (odd,) = read_vale(profile=replace(vale, places=places)).oddities
    assert odd.found.startswith(
        "1 of the profile's 2 places lie outside the force: Saffron Walden."
    )


@pytest.mark.parametrize(("width_m", "is_wide"), [(280, False), (320, True)])
def test_ground_is_wide_where_a_circle_of_150_m_has_room(width_m: int, *, is_wide: bool) -> None:
    strip = shapely.box(0, 0, width_m, 5_000)
    found = wide_parts(strip)
    # Its corners are kept: a mitre gives them back.
    assert found.area == (pytest.approx(strip.area) if is_wide else 0)


@pytest.mark.slow
def test_real_wards_generalised_to_200_m_agree_and_a_missing_one_hands_on_nothing(
    essex_read: tuple[StudyArea, LoadedOffences],
    essex: ForceProfile,
    shared_data: Path,
    tmp_path: Path,
) -> None:
    """A ward in the middle of a town lies within 500 m of others: all would go to those."""
    area, loaded = essex_read
    assert area.oddities == ()
    assert area.in_no_ward.is_empty
    authorities = shared_data / "boundaries" / "essex_local_authorities.geojson"
    wards = gpd.read_file(shared_data / "boundaries" / "essex_wards_may2024.geojson")
    wards = wards.to_crs("EPSG:27700")

    def read(table: gpd.GeoDataFrame) -> StudyArea:
        table.to_file(tmp_path / "wards.gpkg")
        return read_study_area([authorities, tmp_path / "wards.gpkg"], profile=essex)

    in_colchester = loaded.offences[loaded.offences["district"] == "Colchester"]
    fullest = in_colchester["ward_code"].value_counts().index[0]
    lacking = read(wards[wards["ward_code"] != fullest])
    theirs = in_colchester[in_colchester["ward_code"] == fullest]
    points = np.column_stack([theirs.geometry.x, theirs.geometry.y])
    placed = place_in_wards(points, np.full(len(theirs), "Colchester", dtype=object), lacking)[0]
    assert len(theirs) > 1_000
    assert sum(code is not None for code in placed) < 0.01 * len(theirs)
    with pytest.raises(InputError, match="is shifted"):
        read(moved(wards, 566, 566))
