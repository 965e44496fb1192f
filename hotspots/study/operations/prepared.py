"""An operation with all that its plan names, before any offence is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotspots import schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.study.inputs import Inputs
    from hotspots.study.operations.operation import Operation
    from hotspots.study.operations.operation_places import Known


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """An operation of which all that its plan names was found: areas, boundaries, outlines.

    Attributes
    ----------
    inputs : Inputs
    operation : Operation
    known : Known
    treated : GeoDataFrame
    control : GeoDataFrame or None
        Controls named by hand; None where they are to be suggested.
    candidates : GeoDataFrame or None
        Outlines among which controls are suggested, where the plan names any.
    kept_out : tuple of GeoDataFrame
        Outlines of other operations: nothing in or beside them is suggested.
    """

    inputs: Inputs
    operation: Operation
    known: Known
    treated: gpd.GeoDataFrame
    control: gpd.GeoDataFrame | None
    candidates: gpd.GeoDataFrame | None
    kept_out: tuple[gpd.GeoDataFrame, ...]

    @property
    def treated_as_spots(self) -> gpd.GeoDataFrame:
        """The treated areas under a spot's id, for a reader of patrols that places them."""
        return self.treated.rename(columns={schema.AREA_ID: schema.SPOT_ID})


@dataclass(frozen=True, kw_only=True, eq=False)
class PatrolRecords:
    """Patrols, and where they come from: a file with its hash, or the ledger."""

    rows: pd.DataFrame
    source: str
    sha256: str | None = None
    rows_in: int | None = None
    set_aside: int = 0

    def as_mapping(self) -> dict[str, Any]:
        """Return where they are from and how many they are, as a receipt keeps it."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "rows_in": len(self.rows) if self.rows_in is None else self.rows_in,
            "rows_used": len(self.rows),
            "rows_set_aside": self.set_aside,
        }
