"""What ``import hotspots`` offers, and that it costs nothing until it is used."""

import subprocess
import sys

import pytest

import hotspots


def test_every_public_name_is_there_and_is_documented() -> None:
    assert "map_harm" in hotspots.__all__
    for name in set(hotspots.__all__) - {"__version__"}:
        assert getattr(hotspots, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="heatmap"):
        getattr(hotspots, "heatmap")  # noqa: B009 - a type checker knows it is not there


def test_what_every_command_stands_on_loads_no_heavy_library() -> None:
    rooms = "crs, errors, harm_index, ledger, profile, schema, selection, workspace"
    heavy = "('django', 'folium', 'geopandas', 'numba', 'numpy', 'pandas', 'pyproj', 'shapely')"
    code = (
        f"import sys, hotspots; from hotspots import {rooms}; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
