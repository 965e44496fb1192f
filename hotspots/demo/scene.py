"""Where everything in the county can happen, and how its homes and streets differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.arrays import Floats
    from hotspots.demo.places import Levels
    from hotspots.demo.spots import PlantedSpots

# Some homes call the police again and again: a gamma of this shape has a few very large values.
HOME_SHAPE = 0.4
# Homes differ less in how easily they are burgled.
BURGLARY_SHAPE = 2.0
# Streets differ: a gamma of this shape and mean 1 has many quiet and a few bad ones.
STREET_SHAPE = 0.6
STREET_ASPECTS = ("asb", "violence", "other")


@dataclass(frozen=True)
class Character:
    """Relative weights that no ward and no town centre explains, the same in every year.

    ``calls`` and ``burglary`` have one value a home, ``streets`` one a street for each aspect.
    """

    calls: Floats
    burglary: Floats
    streets: Mapping[str, Floats]


def draw_character(homes: int, streets: int, rng: np.random.Generator) -> Character:
    """Draw the character of so many homes and streets."""
    return Character(
        rng.gamma(HOME_SHAPE, size=homes) + 0.02,
        rng.gamma(BURGLARY_SHAPE, size=homes) + 0.2,
        {aspect: rng.gamma(STREET_SHAPE, 1.0 / STREET_SHAPE, streets) for aspect in STREET_ASPECTS},
    )


@dataclass(frozen=True)
class Scene:
    """Where everything can happen."""

    streets: gpd.GeoDataFrame
    homes: pd.DataFrame
    shops: pd.DataFrame
    levels: Levels
    character: Character
    spots: PlantedSpots
