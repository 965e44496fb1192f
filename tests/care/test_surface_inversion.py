"""The attack on a surface: the root of a quartic kernel is a quadratic, and one fit is a home.

First it must succeed against the surface as it was, or it would prove nothing; then it must do no
better than chance against every product that is drawn of one.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from PIL import Image

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import kernel_density
from hotspots.analyse.density.shown_density import shown_density
from hotspots.arrays import Floats
from hotspots.density_classes import ClassedSurface
from hotspots.render.maps.geotiff import write_geotiff
from hotspots.render.maps.map_layers import class_banded_images
from hotspots.surface import Surface
from tests.care.town import (
    BNG,
    GRID,
    GROUND,
    PARAMS,
    SIDE_M,
    SOUTH_M,
    WEST_M,
    Town,
    hits_by_chance,
    homes_by_nnls,
    invented_town,
    patches,
    place_by_least_squares,
    square_of,
)
from tests.render.harm_spot_factory import STAMP

GIVEN = {
    "weight": "harm_css",
    "params": PARAMS,
    "grid": GRID,
    "period_years": 1.0,
    "unit": "CSS points per km² per year",
    "title": "Harm",
    "study_area": GROUND,
}


@pytest.fixture(scope="module")
def town() -> Town:
    return invented_town()


@pytest.fixture(scope="module")
def as_it_was(town: Town) -> Surface:
    """The surface that `surface.tif` held until it was written in classes."""
    return kernel_density(town.offences, **GIVEN)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def product(town: Town) -> ClassedSurface:
    return shown_density(town.offences, **GIVEN)  # type: ignore[arg-type]


def as_the_raster_has_it(product: ClassedSurface, folder: Path) -> Floats:
    """Densities as an attacker reads them from `surface.tif`: each class as its threshold."""
    write_geotiff(folder / "surface.tif", product, STAMP)
    with rasterio.open(folder / "surface.tif") as raster:
        bands, tags = raster.read(1)[::-1], raster.tags()
        assert raster.dtypes == ("uint8",)
    told = np.zeros(256)
    for band in range(1, 6):
        over = re.search(r"over ([\d,.]+)", tags.get(f"CLASS_{band}", ""))
        told[band] = float(over.group(1).replace(",", "")) if over else float(band)
    return np.asarray(told[bands])


def as_the_map_has_it(product: ClassedSurface) -> Floats:
    """Densities as an attacker reads them from the picture in the map's page, cell by cell."""
    image = class_banded_images([product])[0]
    picture = np.asarray(Image.open(io.BytesIO(image.png)))
    corners = gpd.GeoSeries(
        gpd.points_from_xy(*np.stack(np.meshgrid(GRID.eastings, GRID.northings)).reshape(2, -1)),
        crs=BNG,
    ).to_crs("EPSG:3857")
    west, north = _in_web_mercator(image.west, image.north)
    east, south = _in_web_mercator(image.east, image.south)
    columns = (corners.x - west) / (east - west) * picture.shape[1]
    rows = (north - corners.y) / (north - south) * picture.shape[0]
    bands = picture[rows.astype(int), columns.astype(int)].reshape(GRID.rows, GRID.columns)
    thresholds = np.array([0.0, *product.breaks.thresholds])
    return np.asarray(np.where(bands > 0, np.maximum(thresholds[bands], 1.0), 0.0))


def _in_web_mercator(longitude: float, latitude: float) -> tuple[float, float]:
    point = gpd.GeoSeries(gpd.points_from_xy([longitude], [latitude]), crs="EPSG:4326")
    moved = point.to_crs("EPSG:3857")
    return float(moved.x.iloc[0]), float(moved.y.iloc[0])


def errors_at_lone_homes(town: Town, densities: Floats) -> Floats:
    """Return how far the nearest fitted place is from each home that stands alone, in metres."""
    found = [place_by_least_squares(*patch) for patch in patches(densities, GRID)]
    places = np.array([place for place in found if place is not None]).reshape(-1, 2)
    homes = town.homes[town.home_of_offence[town.lone]]
    if not len(places):
        return np.full(len(homes), np.inf)
    return np.asarray(np.linalg.norm(homes[:, np.newaxis] - places[np.newaxis], axis=2).min(axis=1))


def test_one_fit_of_the_surface_as_it_was_gave_every_lone_home(
    town: Town, as_it_was: Surface
) -> None:
    errors = errors_at_lone_homes(town, as_it_was.values)
    assert len(errors) == 60
    assert np.median(errors) < 0.01
    assert (errors < 5).all()


def test_non_negative_least_squares_named_the_homes_of_the_surface_as_it_was(
    town: Town, as_it_was: Surface
) -> None:
    victims = np.unique(town.home_of_offence)
    named = homes_by_nnls(town, as_it_was.values, GRID, named=len(victims))
    assert np.isin(named, victims).mean() > 0.95


@pytest.mark.parametrize("read", ["raster", "map"])
def test_no_lone_home_is_found_in_a_product(
    town: Town, product: ClassedSurface, read: str, tmp_path: Path
) -> None:
    densities = (
        as_the_raster_has_it(product, tmp_path) if read == "raster" else as_the_map_has_it(product)
    )
    assert (densities > 0).any()  # the estates are there
    errors = errors_at_lone_homes(town, densities)
    assert (errors > PARAMS.bandwidth_m).all()  # not one patch stands for a lone home


@pytest.mark.parametrize("read", ["raster", "map"])
def test_no_home_of_an_estate_is_named_better_than_by_lot_within_its_square(
    town: Town, product: ClassedSurface, read: str, tmp_path: Path
) -> None:
    densities = (
        as_the_raster_has_it(product, tmp_path) if read == "raster" else as_the_map_has_it(product)
    )
    victims = np.unique(town.home_of_offence[~town.lone])
    named = homes_by_nnls(town, densities, GRID, named=len(victims))
    hits = int(np.isin(named, victims).sum())
    mean, variance = hits_by_chance(town)
    assert hits <= mean + 2 * np.sqrt(variance)


def test_which_homes_of_a_square_were_the_victims_changes_nothing_in_a_product(
    town: Town, product: ClassedSurface
) -> None:
    """So no inversion, however clever, can tell them apart."""
    rng = np.random.default_rng(11)
    squares = square_of(town.homes)
    swapped = np.arange(len(town.homes))
    for square in np.unique(squares):
        own = np.flatnonzero(squares == square)
        swapped[own] = rng.permutation(own)
    other = replace(town, home_of_offence=swapped[town.home_of_offence])
    assert (other.home_of_offence != town.home_of_offence).mean() > 0.5
    again = shown_density(other.offences, **GIVEN)  # type: ignore[arg-type]
    np.testing.assert_array_equal(again.bands, product.bands)
    np.testing.assert_allclose(again.breaks.thresholds, product.breaks.thresholds, rtol=1e-9)


def test_points_that_are_public_are_drawn_where_they_are_and_need_no_floor(
    town: Town, as_it_was: Surface
) -> None:
    public = town.offences.assign(**{schema.PUBLIC_POINT: True})
    shown = shown_density(public, **GIVEN)  # type: ignore[arg-type]
    whole = care.shown_surface([care.SurfacePart(surface=as_it_was)], sensitive_selection=False)
    np.testing.assert_array_equal(shown.bands, whole.bands)
    assert shown.share_withheld == 0.0


def test_a_lone_home_is_not_seen_through_public_points_around_it(town: Town) -> None:
    """Neither as a hole in them, nor as what is left when they are taken away."""
    rng = np.random.default_rng(2)
    public = gpd.GeoDataFrame(
        {"offence_code": "8N", "harm_css": 50.0, schema.PUBLIC_POINT: True},
        index=range(4_000),
        geometry=gpd.points_from_xy(
            *rng.uniform((WEST_M, SOUTH_M), (WEST_M + SIDE_M, SOUTH_M + SIDE_M), (4_000, 2)).T,
            crs=BNG,
        ),
    )
    lone = town.offences[town.lone].assign(**{schema.PUBLIC_POINT: False})
    both = gpd.GeoDataFrame(gpd.pd.concat([public, lone], ignore_index=True))
    with_them = shown_density(both, **GIVEN)  # type: ignore[arg-type]
    without = shown_density(public, **GIVEN)  # type: ignore[arg-type]
    np.testing.assert_array_equal(with_them.bands, without.bands)
    assert with_them.share_withheld > 0


def test_a_rape_is_not_carried_over_the_floor_by_the_thefts_around_it(town: Town) -> None:
    estate = town.offences[~town.lone]
    rapes = estate.iloc[::40].assign(offence_code="19C", harm_css=80_000.0)
    both = gpd.GeoDataFrame(gpd.pd.concat([estate, rapes], ignore_index=True))
    with_them = shown_density(both, **GIVEN)  # type: ignore[arg-type]
    without = shown_density(estate, **GIVEN)  # type: ignore[arg-type]
    np.testing.assert_array_equal(with_them.bands, without.bands)


def test_a_sensitive_selection_has_one_class_and_no_raster(town: Town) -> None:
    rapes = town.offences.assign(offence_code="19C")
    shown = shown_density(rapes, **GIVEN, sensitive_selection=True)  # type: ignore[arg-type]
    assert len(shown.breaks.classes) == 1
    assert not shown.has_raster
    assert base64.b64encode(class_banded_images([shown])[0].png)  # the map has it, in its one class
