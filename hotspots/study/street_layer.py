"""The streets of a force: converted once, and found again among its layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema, words
from hotspots.errors import InputError
from hotspots.load.boundaries import StudyArea
from hotspots.load.map_layers import map_layers
from hotspots.load.street_store import (
    GROUND_KEY,
    STREETS_FILE,
    STREETS_KEY,
    Box,
    MapFacts,
    map_facts,
    read_ground,
    read_streets,
)
from hotspots.load.streets import GatheredStreets, WhatToConvert, convert_streets, gather_streets
from hotspots.study.executor import Progress, no_progress
from hotspots.study.reading import area_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from hotspots.load.street_findings import StreetFindings
    from hotspots.study.inputs import Inputs

# A name farther from a point than this is another street's.
NAMED_WITHIN_M: Final = 50.0


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetLayer:
    """The streets of a force and the ground beside them, to be read by the box.

    Attributes
    ----------
    facts : MapFacts
        Where they are from; its ``attribution`` stands on every map that is drawn of them.
    store, ground_store : Path or None
        The converted files.
    gathered : GatheredStreets or None
        What an unconverted file holds, in memory.
    """

    facts: MapFacts
    store: Path | None = None
    ground_store: Path | None = None
    gathered: GatheredStreets | None = None

    def streets(self, bbox: Box | None = None) -> gpd.GeoDataFrame:
        """Return the streets, or those whose own box meets a box: ``schema.STREET_COLUMNS``."""
        if self.store is not None:
            return read_streets(self.store, bbox)
        assert self.gathered is not None  # noqa: S101 - one of the two is there
        return _within(self.gathered.streets, bbox)

    def ground(
        self,
        bbox: Box | None = None,
        *,
        kinds: Sequence[schema.GroundKind] = tuple(schema.GroundKind),
    ) -> gpd.GeoDataFrame | None:
        """Return the ground of some kinds; None where the force has none."""
        if self.ground_store is not None:
            return read_ground(self.ground_store, bbox, kinds=kinds)
        if self.gathered is None or self.gathered.ground.empty:
            return None
        ground = self.gathered.ground
        return _within(ground[ground[schema.GROUND_KIND].isin(list(kinds))], bbox)

    def names_near(
        self, easting: float, northing: float, within_m: float = NAMED_WITHIN_M
    ) -> list[str]:
        """Return the names, or else the numbers, of the streets near a point, the nearest first."""
        point = shapely.Point(easting, northing)
        box = (easting - within_m, northing - within_m, easting + within_m, northing + within_m)
        near = self.streets(box)
        names = near[schema.STREET].fillna(near[schema.ROAD_NUMBER])
        distances_m = shapely.distance(near.geometry.to_numpy(), point)
        order = np.argsort(distances_m, kind="stable")
        kept = order[distances_m[order] <= within_m]
        return list(dict.fromkeys(names.iloc[kept].dropna()))


def _within(table: gpd.GeoDataFrame, bbox: Box | None) -> gpd.GeoDataFrame:
    if bbox is None:
        return table
    west, south, east, north = table.geometry.bounds.to_numpy().T
    meets = (west <= bbox[2]) & (east >= bbox[0]) & (south <= bbox[3]) & (north >= bbox[1])
    return table[meets].reset_index(drop=True)


def find_streets(inputs: Inputs, study_area: StudyArea) -> StreetLayer | None:
    """Return the streets among a force's layers; None where there are none.

    Converted streets are taken before a file that is not. One that is not is read whole.

    Raises
    ------
    InputError
        When several files are converted streets, or several are converted ground.
    """
    aliases = inputs.profile.column_aliases
    found = map_layers(inputs.layers, aliases)
    stores = {
        key: _only([each.layer.path for each in found if each.store == key])
        for key in (STREETS_KEY, GROUND_KEY)
    }
    store = stores[STREETS_KEY]
    if store is not None:
        return StreetLayer(facts=map_facts(store), store=store, ground_store=stores[GROUND_KEY])
    paths = [each.layer.path for each in found if each.store is None]
    if not any(each.streets for each in found):
        return None
    gathered = gather_streets(
        list(dict.fromkeys(paths)),
        paths[0].with_name(STREETS_FILE),
        profile=inputs.profile,
        study_area=study_area,
        what=WhatToConvert(declared_crs=inputs.crs),
    )
    return StreetLayer(
        facts=gathered.facts(inputs.profile.crs),
        ground_store=stores[GROUND_KEY],
        gathered=gathered,
    )


def _only(paths: Sequence[Path]) -> Path | None:
    if len(paths) > 1:
        raise InputError(
            f"Several files hold converted streets or ground: "
            f"{words.listed([path.name for path in paths])}. Leave one of each."
        )
    return paths[0] if paths else None


def convert(
    sources: Sequence[Path],
    store: Path,
    inputs: Inputs,
    what: WhatToConvert,
    *,
    progress: Progress = no_progress,
) -> StreetFindings:
    """Convert files of streets into the store; every line is a street or set aside.

    Parameters
    ----------
    sources : sequence of Path
    store : Path
        The file to write; one that is there is replaced.
    inputs : Inputs
        For the force's boundaries.
    what : WhatToConvert
    """
    progress("Converting streets", 0, 2)
    study_area = area_of(inputs)
    progress("Converting streets", 1, 2)
    found = convert_streets(
        sources, store, profile=inputs.profile, study_area=study_area, what=what
    )
    progress("Converting streets", 2, 2)
    return found
