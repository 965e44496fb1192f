"""The density surface as a GeoTIFF: in classes for whoever opens the run, as it is on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from hotspots.errors import ParameterError
from hotspots.render.maps.geotiff import OUTSIDE, write_geotiff, write_unclassed_geotiff
from tests.render.harm_spot_factory import SOUTH_M, STAMP, WEST_M, classed, surface


def test_the_densest_class_lies_on_its_true_easting_and_northing(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", classed(surface()), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        band = raster.read(1, masked=True)
        # The hill on Quayside stands 25 m north-east of its town, in the cell of 100 m around it.
        assert next(raster.sample([(WEST_M + 8_050, SOUTH_M + 6_550)]))[0] == band.max() == 5


def test_every_cell_comes_back_where_it_was(tmp_path: Path) -> None:
    original = classed(surface())
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
    assert (south_first[~original.inside] == OUTSIDE).all()
    np.testing.assert_array_equal(south_first[original.inside], original.bands[original.inside])


def test_outside_the_force_is_not_looked_at_rather_than_nought(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", classed(surface()), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.nodata == OUTSIDE
        masked = raster.read(1, masked=True)
        assert masked.mask[0, 0]
        assert masked.min() == 0


def test_the_file_says_what_it_is_and_what_each_class_means(tmp_path: Path) -> None:
    shown = classed(surface())
    write_geotiff(tmp_path / "a.tif", shown, STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        tags = raster.tags()
        assert raster.descriptions == (
            "Harm of street violence, in classes (CSS points per km² per year)",
        )
        assert raster.dtypes == ("uint8",)
        palest = shown.breaks.classes[0]
        assert raster.colormap(1)[1] == (*bytes.fromhex(palest.colour[1:]), 255)
    assert tags["CLASS_0"] == "below every class, or too few offences to be shown"
    assert tags["CLASS_1"] == f"{palest.name}: {shown.breaks.meaning(palest)}"
    assert tags["MARKING"].startswith("OFFICIAL-SENSITIVE – DEMONSTRATION")
    assert tags["PERIOD"] == "January to December 2025"
    assert tags["BANDWIDTH_M"] == "300"
    assert tags["CELL_SIZE_M"] == "100"
    assert "9,700 used" in tags["ROWS"]
    assert tags["MADE_AT"] == "2026-11-20T09:30:00Z"


def test_it_is_tiled_compressed_and_has_overviews(tmp_path: Path) -> None:
    write_geotiff(tmp_path / "a.tif", classed(surface(cell_size_m=25)), STAMP)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.profile["tiled"]
        assert raster.profile["compress"] == "deflate"
        assert raster.overviews(1)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_the_same_surface_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.tif", "two.tif"):
        write_geotiff(tmp_path / name, classed(surface()), STAMP)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()


def test_a_district_file_says_that_it_holds_its_neighbours_cells_too(tmp_path: Path) -> None:
    covers = "the district and 3 km around it"
    write_geotiff(tmp_path / "a.tif", classed(surface()), STAMP, covers=covers)
    with rasterio.open(tmp_path / "a.tif") as raster:
        tags = raster.tags()
    assert tags["COVERS"] == covers
    assert tags["TIFFTAG_IMAGEDESCRIPTION"].endswith(f"Covers {covers}.")


def test_no_raster_is_made_of_a_sensitive_selection(tmp_path: Path) -> None:
    secret = replace(classed(surface()), has_raster=False)
    with pytest.raises(ParameterError, match="selection is sensitive"):
        write_geotiff(tmp_path / "a.tif", secret, STAMP)
    assert not list(tmp_path.iterdir())


def test_an_unclassed_surface_is_whole_and_says_what_can_be_worked_out_from_it(
    tmp_path: Path,
) -> None:
    write_unclassed_geotiff(tmp_path / "unclassed.tif", surface(), STAMP)
    with rasterio.open(tmp_path / "unclassed.tif") as raster:
        band, tags = raster.read(1), raster.tags()
        assert raster.descriptions[0].startswith("UNCLASSED ")
    assert np.nanmax(band) == pytest.approx(surface().values.max(), rel=1e-6)
    assert np.isnan(band[0, 0])
    assert "single offences can be worked out" in tags["WARNING"]
    assert "UNCLASSED" in tags["TIFFTAG_IMAGEDESCRIPTION"]
