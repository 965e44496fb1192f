"""Boundaries in the formats that maps are handed round in."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from hotspots.errors import CoordinateError, HotspotsError, InputError, UnreadableError
from hotspots.load.boundaries import read_study_area
from hotspots.load.vector_files import layers_in
from hotspots.profile import ForceProfile

NORTH = shapely.box(570_000, 210_000, 580_000, 220_000)
SOUTH = shapely.box(570_000, 200_000, 580_000, 210_000)


@pytest.fixture
def authorities() -> gpd.GeoDataFrame:
    codes = {"LAD24CD": ["E07000902", "E07000901"]}
    return gpd.GeoDataFrame(codes, geometry=[SOUTH, NORTH], crs="EPSG:27700")


def zipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, f"Boundaries 2024/{file.relative_to(folder)}")
        archive.writestr("__MACOSX/Boundaries 2024/._lad.shp", b"\0")
        archive.writestr("Boundaries 2024/licence.txt", "OGL")
    return path


@pytest.mark.parametrize("name", ["lad.kml", "lad.kmz"])
def test_a_kml_is_flat_and_loses_the_points_of_its_labels(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path, name: str
) -> None:
    in_degrees = authorities.to_crs("EPSG:4326")
    high = shapely.force_3d(in_degrees.geometry.to_numpy(), 12.0)
    labelled = [shapely.GeometryCollection([shapely.point_on_surface(each), each]) for each in high]
    in_degrees.set_geometry(labelled).to_file(tmp_path / name, driver="LIBKML")
    area = read_study_area([tmp_path], profile=vale)
    assert not area.authorities.has_z.any()
    assert area.authorities.area.tolist() == pytest.approx([1e8, 1e8], rel=1e-3)


def test_a_topojson_that_declares_nothing_is_in_degrees(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    outlines = authorities.to_crs("EPSG:4326").geometry
    topology = {
        "type": "Topology",
        "arcs": [[list(point) for point in outline.exterior.coords] for outline in outlines],
        "objects": {
            "lad": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[arc]], "properties": {"lad24cd": code}}
                    for arc, code in enumerate(authorities["LAD24CD"])
                ],
            }
        },
    }
    (tmp_path / "lad.topojson").write_text(json.dumps(topology), encoding="utf-8")
    area = read_study_area([tmp_path], profile=vale)
    assert area.authorities.area.tolist() == pytest.approx([1e8, 1e8], rel=1e-3)


def test_a_shapefile_zipped_in_its_folder_is_found(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    inside = tmp_path / "inside" / "GB"
    inside.mkdir(parents=True)
    authorities.to_file(inside / "lad.shp")
    path = zipped(tmp_path / "boundaries.zip", tmp_path / "inside")
    area = read_study_area([path], profile=vale)
    assert area.authorities.area.tolist() == [1e8, 1e8]
    assert [(source.name, source.layer) for source in area.sources] == [("boundaries.zip", "lad")]


def test_a_zip_without_boundaries_says_so(vale: ForceProfile, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    path = zipped(tmp_path / "boundaries.zip", tmp_path / "inside")
    with pytest.raises(InputError, match=r"^boundaries\.zip holds no geographic file\. Give"):
        read_study_area([path], profile=vale)


def test_degrees_that_are_declared_as_metres_are_the_boundaries_fault(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Else the offences would be told to change their columns."""
    wrong = authorities.to_crs("EPSG:4326").set_crs("EPSG:27700", allow_override=True)
    wrong.to_file(tmp_path / "lad.gpkg")
    with pytest.raises(CoordinateError, match=r"lad\.gpkg declares EPSG:27700.*: degrees"):
        read_study_area([tmp_path], profile=vale)


@pytest.mark.parametrize("wrong", ["EPSG:32631", "swapped axes"])
def test_boundaries_of_another_country_are_the_boundaries_fault(
    vale: ForceProfile, authorities: gpd.GeoDataFrame, tmp_path: Path, wrong: str
) -> None:
    if wrong == "swapped axes":
        degrees = authorities.to_crs("EPSG:4326")
        moved = degrees.set_geometry(shapely.transform(degrees.geometry, lambda c: c[:, ::-1]))
    else:
        moved = authorities.set_crs(wrong, allow_override=True)
    moved.set_crs(moved.crs or "EPSG:4326").to_file(tmp_path / "lad.gpkg")
    with pytest.raises(CoordinateError, match=r"The boundaries of Vale Police would lie around"):
        read_study_area([tmp_path], profile=vale)


@pytest.mark.filterwarnings("ignore")  # GDAL's own, of the ring
def test_a_ring_that_is_no_ring_is_a_sentence(vale: ForceProfile, tmp_path: Path) -> None:
    ring = "[[[NaN, 51], [1, 51], [1, 52], [0, 51]]]"
    feature = f'{{"type": "Feature", "geometry": {{"type": "Polygon", "coordinates": {ring}}}}}'
    (tmp_path / "lad.geojson").write_text(feature, encoding="utf-8")
    with pytest.raises(InputError, match=r"lad\.geojson cannot be read"):
        read_study_area([tmp_path], profile=vale)


@pytest.mark.parametrize("name", ["lad.fgb", "lad.gpkg", "lad.shp", "lad.parquet"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_breaks_off_is_never_read_in_part(
    vale: ForceProfile, tmp_path: Path, name: str, share: float
) -> None:
    """A thousand outlines of other forces beside the two, so that much may be missing."""
    others = [shapely.box(e, 230_000, e + 90, 230_090) for e in range(570_000, 670_000, 100)]
    codes = ["E07000902", "E07000901", *(f"E07{number:06}" for number in range(1_000))]
    table = gpd.GeoDataFrame({"LAD24CD": codes}, geometry=[SOUTH, NORTH, *others], crs="EPSG:27700")
    path = tmp_path / name
    table.to_parquet(path) if name.endswith("parquet") else table.to_file(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(HotspotsError):
        read_study_area([path], profile=vale)


def test_a_file_is_looked_into_again_only_where_it_was_written_anew(
    authorities: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lad.geojson"
    looked: list[str] = []
    list_layers = pyogrio.list_layers

    def counted(address: str) -> object:
        looked.append(address)
        return list_layers(address)

    monkeypatch.setattr(pyogrio, "list_layers", counted)
    authorities.to_file(file)
    assert [layer.rows for layer in layers_in(file)] == [2]
    assert [layer.rows for layer in layers_in(file)] == [2]
    assert len(looked) == 1
    file.unlink()
    authorities.head(1).to_file(file)
    assert [layer.rows for layer in layers_in(file)] == [1]
    assert len(looked) == 2


def test_a_shapefile_that_lost_a_part_since_it_was_looked_into_is_refused(
    authorities: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    file = tmp_path / "lad.shp"
    authorities.to_file(file)
    assert len(layers_in(file)) == 1
    file.with_suffix(".shx").unlink()
    with pytest.raises(pyogrio.errors.DataSourceError):
        layers_in(file)


def test_a_file_that_breaks_off_is_said_to_be_damaged(tmp_path: Path, vale: ForceProfile) -> None:
    path = tmp_path / "authorities.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Fea', encoding="utf-8")
    with pytest.raises(UnreadableError, match="It may be damaged or cut off: save or fetch it"):
        read_study_area([path], profile=vale)
