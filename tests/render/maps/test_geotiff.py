"""The density surface as a GeoTIFF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from hotspots.render.maps.geotiff import write_geotiff
from tests.render.harm_spot_factory import SOUTH_M, STAMP, WEST_M, surface


def test_the_peak_lies_on_its_true_easting_and_northing(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", surface(), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        band = raster.read(1)
        row, column = np.unravel_index(np.nanargmax(band), band.shape)
        easting, northing = raster.xy(row, column)
        # The hill on Quayside stands 25 m north-east of its town, in the cell of 100 m around it.
        assert (easting, northing) == (WEST_M + 8_050, SOUTH_M + 6_550)
        assert band[row, column] == pytest.approx(surface().values.max(), rel=1e-6)
        assert next(raster.sample([(easting, northing)]))[0] == band[row, column]


def test_every_cell_comes_back_where_it_was(tmp_path: Path) -> None:
    original = surface()
    write_geotiff(tmp_path / "a.tif", original, STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        south_first = raster.read(1)[::-1]
        assert raster.bounds == (
            original.grid.west_m,
            original.grid.south_m,
            original.grid.east_m,
            original.grid.north_m,
        )
        assert raster.crs.to_epsg() == 27700
    assert original.inside is not None
    assert np.isnan(south_first[~original.inside]).all()
    np.testing.assert_allclose(
        south_first[original.inside], original.values[original.inside], rtol=1e-6
    )


def test_outside_the_force_is_not_looked_at_rather_than_nought(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", surface(), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert np.isnan(raster.nodata)
        masked = raster.read(1, masked=True)
        assert masked.mask[0, 0]
        assert masked.min() == 0.0


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", surface(), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        tags = raster.tags()
        assert raster.descriptions == ("Harm of street violence (CSS points per km² per year)",)
        assert raster.units == ("CSS points per km² per year",)
    assert tags["MARKING"].startswith("OFFICIAL-SENSITIVE – DEMONSTRATION")
    assert tags["PERIOD"] == "January to December 2025"
    assert tags["BANDWIDTH_M"] == "300"
    assert tags["CELL_SIZE_M"] == "100"
    assert "9,700 used" in tags["ROWS"]
    assert tags["MADE_AT"] == "2026-11-20T09:30:00Z"


def test_it_is_tiled_compressed_and_has_overviews(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", surface(cell_size_m=25), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.profile["tiled"]
        assert raster.profile["compress"] == "deflate"
        assert raster.overviews(1)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_the_same_surface_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.tif", "two.tif"):
        write_geotiff(tmp_path / name, surface(), STAMP)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()


def test_a_district_file_says_that_it_holds_its_neighbours_cells_too(tmp_path: Path) -> None:
    covers = "the district and 3 km around it"
    write_geotiff(tmp_path / "a.tif", surface(), STAMP, covers=covers)
    with rasterio.open(tmp_path / "a.tif") as raster:
        tags = raster.tags()
    assert tags["COVERS"] == covers
    assert tags["TIFFTAG_IMAGEDESCRIPTION"].endswith(f"Covers {covers}.")
