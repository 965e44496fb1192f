"""A layer that is no layer: nothing is asked of an address, and no other file is read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from hotspots.errors import HotspotsError, InputError
from hotspots.load.boundary_files import read_layers
from hotspots.load.gps_tracks import read_tracks
from hotspots.load.guarded_files import vector_file
from hotspots.load.point_files import read_points
from tests.care.listening import Listening, listening

ENDINGS = (".geojson", ".json", ".topojson", ".gpkg", ".shp", ".kml", ".kmz", ".fgb")
PLANTED = "NOBODYMAYREADTHIS"
POINT = {"type": "Point", "coordinates": [0.5, 51.5]}
FEATURES = [{"type": "Feature", "properties": {"name": "Vale"}, "geometry": POINT}]


@pytest.fixture
def server() -> Iterator[Listening]:
    with listening() as found:
        yield found


def geojson(crs: object, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": FEATURES, **more})


def attacks(address: str, secret: Path) -> dict[str, str]:
    """Texts that GDAL follows, or may in another version, whatever the file is called."""
    linked = {"type": "link", "properties": {"href": f"{address}/crs", "type": "ogcwkt"}}
    topology = {"type": "GeometryCollection", "geometries": [POINT]}
    return {
        "vrt of a file": "<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>"
        f"{secret}</SrcDataSource><GeometryType>wkbNone</GeometryType></OGRVRTLayer>"
        "</OGRVRTDataSource>",
        "vrt of an address": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/"
        f"{address}/a.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "wfs": f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>",
        "csw": f"<OGRCSWDataSource><URL>{address}/csw</URL></OGRCSWDataSource>",
        "oapif": json.dumps(
            {"collections": [{"id": "a", "links": [{"rel": "items", "href": f"{address}/items"}]}]}
        ),
        "algorithm of a file": json.dumps(
            {
                "type": "gdal_streamed_alg",
                "command_line": f"gdal vector pipeline ! read {secret} ! write streamed --format "
                "stream",
            }
        ),
        "linked system": geojson(linked),
        "system at an address": geojson(
            {"type": "URL", "properties": {"url": f"{address}/crs"}}, links=[{"href": address}]
        ),
        "system in other letters": geojson(linked).replace('"crs"', r'"\u0063R\u0073"'),
        "system behind a remark": geojson(linked).replace('"crs":', '"crs"/* */:'),
        "system in single quotes": geojson(linked).replace('"crs"', "'crs'"),
        "system said twice": geojson(linked).replace(
            '"type": "link"', '"type": "name", "type": "link"'
        ),
        "topology with a linked system": json.dumps(
            {"type": "Topology", "crs": linked, "objects": {"a": topology}, "arcs": []}
        ),
        "kml with a link": f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document><NetworkLink>"
        f"<Link><href>{address}/n.kml</href></Link></NetworkLink><Placemark><styleUrl>{address}"
        "/s.kml#a</styleUrl><Point><coordinates>0,51</coordinates></Point></Placemark></Document>"
        "</kml>",
        "kml with entities": f"<!DOCTYPE kml [<!ENTITY a SYSTEM '{address}/x'><!ENTITY b SYSTEM "
        f"'{secret}'>]><kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>&a;&b;</name>"
        "<Point><coordinates>0,51</coordinates></Point></Placemark></kml>",
        "kml that is gml": "<kml xmlns:gml='http://www.opengis.net/gml' xmlns:xsi='http://www.w3"
        f".org/2001/XMLSchema-instance' xsi:schemaLocation='http://x {address}/a.xsd'>"
        "<gml:featureMember><a/></gml:featureMember></kml>",
        "kml and vrt": "<kml/><OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>"
        f"{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    }


def opened_in_every_way(path: Path) -> str:
    """Return all that the readers of layers and points give of a file."""
    found = ""
    for read in (
        lambda: [layer.table for layer in read_layers(path, to_crs="EPSG:27700")],
        lambda: read_points(path),
    ):
        try:
            found += repr(read())
        except HotspotsError as fault:
            assert len(str(fault).splitlines()) == 1  # noqa: PT017 - what it says, not that it is
            found += str(fault)
    return found


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(f"name,other\n{PLANTED},1\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_a_layer_is_called_the_server_hears_nothing_and_the_secret_stays(
    server: Listening, secret: Path, tmp_path: Path, ending: str
) -> None:
    for number, (kind, text) in enumerate(attacks(server.address, secret).items()):
        path = tmp_path / f"layer{number}{ending}"
        path.write_text(text, encoding="utf-8")
        assert PLANTED not in opened_in_every_way(path), kind
        assert not server.heard, kind


@pytest.mark.parametrize("ending", ENDINGS)
def test_nor_does_it_from_inside_a_zip(
    server: Listening, secret: Path, tmp_path: Path, ending: str
) -> None:
    for number, (kind, text) in enumerate(attacks(server.address, secret).items()):
        path = tmp_path / f"layers{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"inside/layer{ending}", text)
        assert PLANTED not in opened_in_every_way(path), kind
        assert not server.heard, kind


def test_a_kmz_is_looked_into(server: Listening, secret: Path, tmp_path: Path) -> None:
    for number, (kind, text) in enumerate(attacks(server.address, secret).items()):
        path = tmp_path / f"layer{number}.kmz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", text)
        assert PLANTED not in opened_in_every_way(path), kind
        assert not server.heard, kind


def test_the_old_way_asked_the_server_and_read_the_secret(
    server: Listening, secret: Path, tmp_path: Path
) -> None:
    """The attacks are real: GDAL alone, asked by the file's name, follows them."""
    texts = attacks(server.address, secret)
    for kind in ("vrt of a file", "algorithm of a file"):
        path = tmp_path / "layer.geojson"
        path.write_text(texts[kind], encoding="utf-8")
        assert PLANTED in repr(gpd.read_file(path))
    for kind in ("wfs", "linked system", "system at an address", "topology with a linked system"):
        path.write_text(texts[kind], encoding="utf-8")
        server.heard.clear()
        with suppress(pyogrio.errors.DataSourceError):
            pyogrio.read_info(path)
        assert server.heard, kind


def test_a_system_by_name_is_read_and_drivers_are_there_again(tmp_path: Path) -> None:
    path = tmp_path / "named.geojson"
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    path.write_text(geojson(named, note="a 'crs' in words", crsx={"a": "crs"}), encoding="utf-8")
    before = pyogrio.list_drivers()
    assert read_points(path).crs.to_epsg() == 27700
    assert pyogrio.list_drivers() == before
    assert pyogrio.get_gdal_config_option("OGR_SKIP") is None


def test_a_system_is_found_wherever_it_stands_in_a_long_file(tmp_path: Path) -> None:
    linked = {"type": "link", "properties": {"href": "http://127.0.0.1:1/", "type": "ogcwkt"}}
    for length in range(1_048_500, 1_048_640, 7):  # about the end of a block
        text = json.dumps({"type": "FeatureCollection", "a": "x" * length, "crs": linked})
        path = tmp_path / "long.geojson"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="does not name its coordinate system"):
            vector_file(path)


def test_a_geopackage_is_opened_as_one_whatever_other_drivers_know_it(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    table = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(5e5, 2e5)], crs="EPSG:27700")
    table.to_file(path)
    opened = vector_file(path)
    assert (opened.driver, opened.layers()) == ("GPKG", {"a": "Point"})
    renamed = path.rename(tmp_path / "a.geojson")
    with pytest.raises(InputError, match=r"a\.geojson cannot be read as GeoJSON"):
        vector_file(renamed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE gpx [<!ENTITY a SYSTEM '{address}/x'>]><gpx><name>&a;</name></gpx>", "DOCTYPE"),
        ("<gpx>" + "<a>" * 50_000 + "</a>" * 50_000 + "</gpx>", "nested more than"),
        ("<svg/>", "is no GPX"),
    ],
)
def test_a_track_with_entities_or_without_a_bottom_is_refused(
    server: Listening, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "track.gpx"
    path.write_text(text.replace("{address}", server.address), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_tracks([path], near=(0, 0, 1, 1), to_crs="EPSG:27700", timezone="Europe/London")
    assert not server.heard
