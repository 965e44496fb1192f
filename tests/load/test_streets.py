"""Each publisher's layout of streets is read; what is odd is set aside or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from hotspots import schema
from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.load import street_reading
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.street_findings import StreetFindings
from hotspots.load.street_layouts import StreetReason
from hotspots.load.street_store import map_facts, read_ground, read_streets
from hotspots.load.streets import WhatToConvert, convert_streets, names_by_usrn
from hotspots.profile import ForceProfile
from hotspots.schema import GroundKind, StreetClass
from tests.load import street_files as made

Convert = Callable[..., tuple[StreetFindings, gpd.GeoDataFrame]]


@pytest.fixture
def convert(vale: ForceProfile, vale_area: StudyArea, tmp_path: Path) -> Convert:
    def run(*paths: Path, profile: ForceProfile = vale, **what: Any) -> Any:
        found = convert_streets(
            list(paths),
            tmp_path / "out" / "streets.parquet",
            profile=profile,
            study_area=vale_area,
            what=WhatToConvert(**what),
        )
        return found, read_streets(found.store)

    return run


def gpkg(tmp_path: Path, **layers: gpd.GeoDataFrame) -> Path:
    return made.written(tmp_path / "source.gpkg", layers)


# --- The layouts ---
def as_road_link(folder: Path) -> Path:
    return gpkg(folder, road_link=made.open_roads())


def as_tiles(folder: Path) -> Path:
    # The tiles meet: what lies on their edge is in both.
    tiles = {"TQ_RoadLink": made.open_roads_tile(), "TL_RoadLink": made.open_roads_tile()}
    return made.zipped_tiles(folder / "oproad_essh_gb.zip", tiles)


def as_vectormap(folder: Path) -> Path:
    return gpkg(folder, road=made.vectormap())


def as_vectormap_tile(folder: Path) -> Path:
    made.vectormap(shapefile=True).to_file(folder / "TQ_Road.shp")
    return folder / "TQ_Road.shp"


def as_zoomstack(folder: Path) -> Path:
    layers = {"roads_local": made.zoomstack(), "roads_national": made.zoomstack().iloc[:1]}
    return gpkg(folder, **layers)


def as_openstreetmap(folder: Path) -> Path:
    return gpkg(folder, lines=made.openstreetmap())


def as_parquet(folder: Path) -> Path:
    made.vectormap().to_parquet(folder / "roads.parquet")
    return folder / "roads.parquet"


LAYOUTS = [
    (as_road_link, "OS Open Roads"),
    (as_tiles, "OS Open Roads"),
    (as_vectormap, "OS VectorMap District"),
    (as_vectormap_tile, "OS VectorMap District"),
    (as_zoomstack, "OS Open Zoomstack"),
    (as_openstreetmap, "OpenStreetMap"),
    (as_parquet, "OS VectorMap District"),
]


@pytest.mark.parametrize(("write", "kind"), LAYOUTS)
def test_each_layout_becomes_the_same_streets(
    write: Callable[[Path], Path], kind: str, convert: Convert, tmp_path: Path
) -> None:
    found, streets = convert(write(tmp_path))

    assert found.kind == kind
    assert found.rows_in == found.rows_used + sum(found.set_aside.values())
    assert len(streets) == found.links == 3
    by_name = streets.groupby(schema.STREET)
    lengths_m = by_name[schema.LENGTH_M].sum()
    assert lengths_m.to_dict() == pytest.approx({"Market Road": 900.4, "Mill Lane": 300}, abs=0.1)
    assert set(by_name.get_group("Market Road")[schema.STREET_CLASS]) == {StreetClass.A_ROAD}
    assert set(by_name.get_group("Market Road")[schema.ROAD_NUMBER]) == {"A1999"}
    assert by_name.get_group("Mill Lane")[schema.STREET_CLASS].tolist() == [StreetClass.LOCAL]
    assert by_name.get_group("Mill Lane")[schema.ROAD_NUMBER].isna().all()
    assert streets[schema.USRN].isna().all()
    ends = streets[[schema.FROM_NODE, schema.TO_NODE]].to_numpy().ravel().tolist()
    assert sorted(ends.count(each) for each in set(ends)) == [1, 1, 1, 3]


def test_the_sources_own_nodes_are_kept(convert: Convert, tmp_path: Path) -> None:
    _, streets = convert(as_road_link(tmp_path))

    nodes = streets.set_index(schema.STREET_ID)[[schema.FROM_NODE, schema.TO_NODE]]
    assert nodes.loc["L1"].tolist() == ["N1", "N2"]
    assert nodes.loc["L3"].tolist() == ["N2", "N4"]


def test_a_tile_beside_another_counts_a_shared_line_once(convert: Convert, tmp_path: Path) -> None:
    found, _ = convert(as_tiles(tmp_path))

    assert found.rows_in == 6
    assert found.set_aside == {StreetReason.REPEATED: 3}


def test_smaller_maps_of_the_same_roads_are_left_out(convert: Convert, tmp_path: Path) -> None:
    found, _ = convert(as_zoomstack(tmp_path))

    assert found.rows_in == 3
    assert found.notes == ("the same roads drawn for smaller maps, left out: roads_national",)


def test_open_usrn_takes_its_names_from_the_homes(convert: Convert, tmp_path: Path) -> None:
    homes = {
        "usrn": ["99000001", "99000001", "99000001", "99000002", None],
        "street": ["Market Road", "Market Rd", "Market Road", "Mill Lane", "No Road"],
    }
    pq.write_table(pa.table(homes), tmp_path / "homes.parquet")
    source = gpkg(tmp_path, openUSRN=made.open_usrn())

    found, streets = convert(source, addresses=tmp_path / "homes.parquet")

    assert names_by_usrn(tmp_path / "homes.parquet") == {
        "99000001": "Market Road",
        "99000002": "Mill Lane",
    }
    assert (found.rows_in, found.links, found.named) == (2, 3, 3)
    assert dict(zip(streets[schema.USRN], streets[schema.STREET], strict=True)) == {
        "99000001": "Market Road",
        "99000002": "Mill Lane",
    }
    assert not shapely.has_z(streets.geometry.to_numpy()).any()
    assert found.notes[0] == "the source has no classes: every street is taken for a local one"


def test_any_lines_are_read_by_a_mapping(
    convert: Convert, vale: ForceProfile, tmp_path: Path
) -> None:
    lines = made.table(made.LINES, Strassenname=["A", "B", None], Rang=["A Road", "minor", "path"])
    source = gpkg(tmp_path, strassen=lines)
    aliases = {"street": ("strassenname",), "street_class": ("RANG",)}

    with pytest.raises(MissingColumnError, match=r"'Strassenname', 'Rang'.*\[columns\] street"):
        convert(source)
    found, streets = convert(
        source, profile=replace(vale, column_aliases=aliases), attribution="Our own streets"
    )

    assert found.classes == {"a_road": 1, "minor": 1, "path": 1}
    assert set(streets[schema.STREET].dropna()) == {"A", "B"}
    assert map_facts(found.store).attribution == "Our own streets"


def test_what_was_converted_may_be_exported_and_read_again(
    convert: Convert, tmp_path: Path
) -> None:
    _, streets = convert(as_vectormap(tmp_path))
    again, same = convert(made.written(tmp_path / "again.gpkg", {"ours": streets}))

    assert again.kind == "streets as hotspots has them"
    assert same.drop(columns="geometry").equals(streets.drop(columns="geometry"))


# --- What is odd ---
def test_each_odd_line_is_set_aside_for_its_reason(convert: Convert, tmp_path: Path) -> None:
    point = shapely.LineString([made.CROSS, made.CROSS])
    layer = made.vectormap()
    for geometry, changed in (
        (None, {}),
        (shapely.Point(made.CROSS), {}),
        (point, {}),
        (made.FAR_AWAY, {}),
        (
            shapely.LineString([(576_000, 206_000), (576_100, 206_000)]),
            {"classification": "Canal", "road_number": None},
        ),
        (
            shapely.LineString([(576_000, 207_000), (576_100, 207_000)]),
            {"classification": "Guided Busway Carriageway"},
        ),
        (made.WEST, {}),
    ):
        layer = made.row_more(layer, geometry, **changed)
    layer.to_parquet(tmp_path / "odd.parquet")

    found, _ = convert(tmp_path / "odd.parquet")

    assert found.set_aside == {
        "no line": 1,
        "a point or an area where a line is needed": 1,
        "no length": 1,
        "outside the force": 1,
        "a class that is not known": 1,
        "no street: a drive, a parking aisle, a busway, a race track": 1,
        "the same line a second time": 1,
    }
    assert (found.rows_in, found.rows_used) == (10, 3)
    assert found.notes == ("classes that are not known: Canal (1)",)


def test_what_is_planned_and_what_is_no_street_is_said_of_openstreetmap(
    convert: Convert, tmp_path: Path
) -> None:
    ways = ["trunk_link", "proposed", "service", "footway", "raceway", "secondary"]
    tags = [None, None, '"service"=>"driveway"', None, None, '"ref"=>"A1998"']
    lines = [
        shapely.LineString([(575_000, 206_000 + 50 * k), (575_100, 206_000 + 50 * k)])
        for k in range(len(ways))
    ]
    layer = made.openstreetmap(
        lines,
        osm_id=[str(k) for k in range(len(ways))],
        name=[None] * len(ways),
        highway=ways,
        waterway=[None] * len(ways),
        railway=[None] * len(ways),
        z_order=[0] * len(ways),
        other_tags=tags,
    )
    found, streets = convert(gpkg(tmp_path, lines=layer))

    assert found.set_aside == {
        "no street: a drive, a parking aisle, a busway, a race track": 2,
        "proposed, being built or gone": 1,
    }
    assert streets.set_index(schema.STREET_ID)[schema.STREET_CLASS].to_dict() == {
        "0": "a_road",
        "3": "path",
        "5": "a_road",
    }


def test_a_line_in_parts_becomes_links_with_ids_of_their_own(
    convert: Convert, tmp_path: Path
) -> None:
    apart = shapely.MultiLineString(
        [made.WEST, shapely.LineString([(575_600, 205_000), (575_700, 205_000)])]
    )
    running_on = shapely.MultiLineString([made.EAST, made.NORTH])
    layer = made.open_roads([apart, running_on, shapely.reverse(made.NORTH)])
    _, streets = convert(gpkg(tmp_path, road_link=layer))

    assert sorted(streets[schema.STREET_ID]) == ["L1#1", "L1#2", "L2", "L3"]
    nodes = streets.set_index(schema.STREET_ID)
    assert nodes.loc["L2", schema.LENGTH_M] == pytest.approx(700)
    assert nodes.loc["L1#2", schema.FROM_NODE] == "575600.0_205000.0"


def test_a_street_beyond_the_boundary_is_kept_for_a_kilometre(
    convert: Convert, tmp_path: Path
) -> None:
    near, far = (
        shapely.LineString([(580_000 + off, 205_000), (580_010 + off, 205_000)])
        for off in (900, 1_100)
    )
    found, _ = convert(gpkg(tmp_path, road_link=made.open_roads([made.WEST, near, far])))

    assert found.set_aside == {"outside the force": 1}


def test_a_large_file_is_read_in_the_box_of_the_force_and_counted_whole(
    convert: Convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(street_reading, "LARGE_ROWS", 1)
    layer = made.row_more(made.open_roads(), made.FAR_AWAY, id="L4")
    found, _ = convert(gpkg(tmp_path, road_link=layer))

    assert (found.rows_in, found.rows_used) == (4, 3)
    assert found.set_aside == {"outside the force": 1}


# --- What is refused ---
def refused(layer: gpd.GeoDataFrame, tmp_path: Path, convert: Convert, **what: Any) -> str:
    layer.to_parquet(tmp_path / "refused.parquet")
    with pytest.raises((InputError, CoordinateError)) as fault:
        convert(tmp_path / "refused.parquet", **what)
    return str(fault.value)


def test_areas_in_place_of_lines_are_refused(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().set_geometry([made.SHOP] * 3, crs="EPSG:27700")
    assert "holds areas where the lines of streets are needed" in refused(layer, tmp_path, convert)


def test_areas_whose_layer_may_hold_anything_are_refused_as_areas(
    convert: Convert, tmp_path: Path
) -> None:
    shapes = [made.SHOP, shapely.MultiPolygon([made.SHOP]), made.SHOP]
    layer = made.table(shapes, depth=[1, 2, 3])
    said = "holds areas where the lines of streets are needed"
    assert said in refused(layer, tmp_path, convert)
    with pytest.raises(InputError, match=said):
        convert(gpkg(tmp_path, wards=layer))


def test_points_in_place_of_lines_are_refused(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().set_geometry([made.STATION] * 3, crs="EPSG:27700")
    assert "holds points where the lines of streets" in refused(layer, tmp_path, convert)


def test_degrees_that_are_declared_as_metres_are_refused(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().to_crs("EPSG:4326").set_crs("EPSG:27700", allow_override=True)
    assert "which is in metres" in refused(layer, tmp_path, convert)


def test_metres_that_are_declared_as_degrees_are_refused(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().set_crs("EPSG:4326", allow_override=True)
    assert "declares longitude and latitude" in refused(layer, tmp_path, convert)


def test_a_system_that_is_not_declared_may_be_said(convert: Convert, tmp_path: Path) -> None:
    made.vectormap(shapefile=True).to_file(tmp_path / "Road.shp")
    (tmp_path / "Road.prj").unlink()

    with pytest.raises(CoordinateError, match=r"Road\.shp declares no coordinate system"):
        convert(tmp_path / "Road.shp")
    found, _ = convert(tmp_path / "Road.shp", declared_crs="EPSG:27700")
    assert found.links == 3


def test_streets_of_another_county_are_refused(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().set_geometry([made.FAR_AWAY] * 3, crs="EPSG:27700")
    assert "no street lies in the force, which spans" in refused(layer, tmp_path, convert)


def test_a_layer_without_rows_is_refused(convert: Convert, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="holds no lines near the force"):
        convert(gpkg(tmp_path, road_link=made.open_roads().iloc[:0]))


def test_classes_of_which_none_is_known_are_named(convert: Convert, tmp_path: Path) -> None:
    layer = made.vectormap().assign(classification="Canal", road_number=None)
    said = refused(layer, tmp_path, convert)
    assert "no line is a street that can be used" in said
    assert "The classes are: Canal" in said


def test_lines_without_any_column_that_is_known_are_refused(
    convert: Convert, tmp_path: Path
) -> None:
    layer = made.table(made.LINES, depth=[1, 2, 3])
    assert "no column of names, numbers or classes" in refused(layer, tmp_path, convert)


def test_two_kinds_of_streets_would_count_twice(convert: Convert, tmp_path: Path) -> None:
    source = gpkg(tmp_path, road_link=made.open_roads(), road=made.vectormap())
    with pytest.raises(InputError, match="OS Open Roads and OS VectorMap District"):
        convert(source)


def test_converted_streets_are_not_converted_again(convert: Convert, tmp_path: Path) -> None:
    found, _ = convert(as_vectormap(tmp_path))
    with pytest.raises(InputError, match=r"streets\.parquet is converted already"):
        convert(found.store)


def test_a_file_that_breaks_off_is_refused(convert: Convert, tmp_path: Path) -> None:
    source = as_road_link(tmp_path)
    source.write_bytes(source.read_bytes()[:5_000])
    with pytest.raises(InputError, match=r"source\.gpkg cannot be read"):
        convert(source)


# --- The ground ---
def test_the_ground_comes_with_vectormap_district(convert: Convert, tmp_path: Path) -> None:
    named = made.table([made.STATION], distinctive_name=["Vale Town"])
    layers = {
        "road": made.vectormap(),
        "surface_water_area": made.table([made.LAKE]),
        "building": made.table([made.SHOP]),
        "railway_station": named,
        "named_place": named.assign(distinctive_name="Vale"),
        "tidal_water": made.table([shapely.box(578_000, 100_000, 700_000, 300_000)]),
        "woodland": made.table([shapely.box(300_000, 300_000, 300_100, 300_100)]),
    }
    source = gpkg(tmp_path, **layers)
    found, _ = convert(source)

    assert found.ground == {"sea": 1, "water": 1, "station": 1, "place": 1}
    assert found.ground_store is not None
    places = read_ground(found.ground_store, kinds=[GroundKind.PLACE])
    assert places[schema.GROUND_NAME].tolist() == ["Vale"]
    sea = read_ground(found.ground_store, kinds=[GroundKind.SEA])
    assert sea.total_bounds.tolist() == pytest.approx([578_000, 179_000, 601_000, 241_000])
    assert map_facts(found.ground_store).attribution.startswith("Contains OS data ©")
    assert convert(source, buildings=True)[0].ground["building"] == 1
    assert convert(source, with_ground=False)[0].ground == {}


def test_the_ground_comes_with_openstreetmap(convert: Convert, tmp_path: Path) -> None:
    water = made.table(
        [made.LAKE, made.SHOP],
        osm_id=["1", "2"],
        natural=["water", None],
        building=[None, "yes"],
        name=["Vale Mere", None],
        other_tags=[None, None],
    )
    station = made.table(
        [made.STATION], osm_id=["3"], name=["Vale Town"], other_tags=['"railway"=>"station"']
    )
    source = gpkg(
        tmp_path,
        lines=made.openstreetmap(),
        multipolygons=water.to_crs("EPSG:4326"),
        points=station.to_crs("EPSG:4326"),
    )
    found, _ = convert(source)

    assert found.ground == {"water": 1, "station": 1}
    assert found.attribution == "© OpenStreetMap contributors (ODbL)"


def test_schools_and_places_of_worship_come_with_the_ground(
    convert: Convert, tmp_path: Path
) -> None:
    """OS writes classes, OpenStreetMap tags; a layer may also be called what it is of."""
    at = [made.STATION, made.STATION, made.STATION]
    sites = made.table(at, classification=["Primary Education", "Bus Station", "Religious"])
    named = made.table(at[:1], distinctive_name=["Vale Chapel"])
    layers = {"road": made.vectormap(), "functional_site": sites, "places_of_worship": named}
    (tmp_path / "os").mkdir()
    found, _ = convert(gpkg(tmp_path / "os", **layers))
    assert found.ground == {"school": 1, "place of worship": 1}
    assert found.ground_store is not None
    chapel = read_ground(found.ground_store, kinds=[GroundKind.WORSHIP])
    assert chapel[schema.GROUND_NAME].tolist() == ["Vale Chapel"]

    tags = ['"amenity"=>"school"', '"amenity"=>"place_of_worship"', '"amenity"=>"pub"']
    amenities = made.table(at, osm_id=["1", "2", "3"], name=["A", "B", "C"], other_tags=tags)
    osm = {"lines": made.openstreetmap(), "points": amenities.to_crs("EPSG:4326")}
    (tmp_path / "osm").mkdir()
    found, _ = convert(gpkg(tmp_path / "osm", **osm))
    assert found.ground == {"school": 1, "place of worship": 1}


# --- Among the layers of a force ---
def test_streets_among_the_boundaries_are_recognised_and_left_to_the_maps(
    convert: Convert, vale: ForceProfile, vale_area: StudyArea, tmp_path: Path
) -> None:
    layers = tmp_path / "layers"
    layers.mkdir()
    vale_area.authorities.rename(columns={"area_code": "LAD24CD", "area_name": "LAD24NM"}).to_file(
        layers / "authorities.gpkg"
    )
    found, _ = convert(as_road_link(tmp_path))
    found.store.rename(layers / "streets.parquet")
    made.written(layers / "roads.gpkg", {"road_link": made.open_roads()})

    sources = {each.name: each for each in read_study_area(layers, profile=vale).sources}

    assert sources["authorities.gpkg"].kind == "authorities"
    assert sources["streets.parquet"].kind == "streets, converted"
    assert sources["streets.parquet"].rows == 3
    assert sources["roads.gpkg"].kind == "streets (OS Open Roads)"
    assert sources["roads.gpkg"].notes == ("not read: streets.parquet has the streets",)
    (layers / "streets.parquet").unlink()
    sources = {each.name: each for each in read_study_area(layers, profile=vale).sources}
    assert sources["roads.gpkg"].notes == (
        "not converted: `hotspots streets convert roads.gpkg` once, and maps are made sooner",
    )


# --- Real ones ---
def real(shared_data: Path, name: str) -> Path:
    if not (shared_data / name).exists():
        pytest.skip(f"{name} is not in ../shared/data on this machine")
    return shared_data / name


def one_area(outline: gpd.GeoSeries) -> StudyArea:
    whole = shapely.union_all(outline.to_crs("EPSG:27700").to_numpy())
    force = gpd.GeoDataFrame(
        {"district": ["All"], "local_policing_area": ["All"]}, geometry=[whole], crs="EPSG:27700"
    )
    return StudyArea(authorities=force, districts=force, wards=None, sources=())


def test_clevelands_real_links_are_all_used(
    shared_data: Path, vale: ForceProfile, tmp_path: Path
) -> None:
    source = real(shared_data, "cleveland/cleveland_roads.parquet")
    outlines = gpd.read_file(source.with_name("cleveland_local_authorities.geojson"))
    area = one_area(outlines.geometry)
    found = convert_streets(source, tmp_path / "s.parquet", profile=vale, study_area=area)

    assert found.rows_in == found.rows_used == 33_509
    assert found.links == 33_607
    assert found.length_m == pytest.approx(3_425_174, abs=1)
    assert found.classes == {"a_road": 2_397, "b_road": 671, "minor": 3_855, "local": 26_684}
    assert read_streets(found.store)[schema.STREET].nunique() == 7_394


def test_a_real_file_of_openstreetmap_is_read(
    shared_data: Path, vale: ForceProfile, tmp_path: Path
) -> None:
    source = real(shared_data, "leeds-its-example.osm.pbf")
    box = gpd.GeoSeries([shapely.box(-1.57, 53.80, -1.54, 53.82)], crs="EPSG:4326")
    area = one_area(box)
    found = convert_streets(source, tmp_path / "s.parquet", profile=vale, study_area=area)

    assert (found.rows_in, found.rows_used, found.links) == (180, 177, 305)
    assert found.classes == {"a_road": 27, "minor": 14, "local": 131, "path": 133}
    assert set(read_streets(found.store)[schema.ROAD_NUMBER].dropna()) == {"A660"}


def test_openstreetmap_among_the_boundaries_is_no_boundary(
    shared_data: Path, vale: ForceProfile, vale_area: StudyArea, tmp_path: Path
) -> None:
    source = real(shared_data, "leeds-its-example.osm.pbf")
    names = {"area_code": "LAD24CD", "area_name": "LAD24NM"}
    vale_area.authorities.rename(columns=names).to_file(tmp_path / "authorities.gpkg")

    sources = read_study_area([tmp_path / "authorities.gpkg", source], profile=vale).sources

    assert {each.kind for each in sources if each.name == source.name} == {
        "the ground of a map (OpenStreetMap)",
        "streets (OpenStreetMap) and the ground of a map (OpenStreetMap)",
    }
