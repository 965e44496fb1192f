"""The offences that an evaluation counts, and those of its selection that it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from hotspots import care, schema, words
from hotspots.analyse.data_cover import reads_selection
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.operations.operation_counts import days_of, within
from hotspots.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection
    from hotspots.study.operations.journeys import EvaluateParams
    from hotspots.study.operations.prepared import Prepared


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Offences of the selection that police activity finds, and that are not counted.

    Attributes
    ----------
    kind : str
        What they are; empty where the analyst asked for them to be counted.
    in_all : int
        Before and during, in the whole force.
    in_treated : int
        Of these, in the treated areas.
    fewest : int
        The least that is shown of a count: ``care.fewest_of``.
    """

    kind: str
    in_all: int = 0
    in_treated: int = 0
    fewest: int = care.FEWEST_COUNTED

    @property
    def in_words(self) -> str:
        """What was left out, and how many."""
        if not self.kind:
            return "none: offences that police activity finds are counted too, as was asked for"
        in_all, in_treated = (
            care.count_in_words(each, fewest=self.fewest) for each in (self.in_all, self.in_treated)
        )
        return (
            f"{self.kind}: {in_all} of the selection, before and during, in the whole "
            f"force, {in_treated} of them in the treated areas. More officers find more of "
            "them, which would look like harm done (--include-police-discovered counts them)"
        )


def counted_offences(
    prepared: Prepared,
    offences: gpd.GeoDataFrame,
    selection: Selection,
    index: HarmIndex,
    params: EvaluateParams,
) -> tuple[gpd.GeoDataFrame, LeftOut]:
    """Return the offences of the selection, weighed, and what was left out of it.

    Raises
    ------
    InputError
        When the selection is told by offence codes and these offences have none.
    """
    if not reads_selection(offences, selection):
        raise InputError(
            f"{selection.label} is told by offence codes, and these offences have none. Choose "
            "another selection in the operation's file."
        )
    held = selection.holds(offences)
    found = prepared.inputs.profile.police_discovered
    if params.include_police_discovered:
        left_out = LeftOut(kind="")
    else:
        discovered = held & found.holds(offences)
        left_out = _left_out(prepared, offences[discovered], found.description)
        held &= ~discovered
    weighed = weigh_offences(offences[held], (index,))
    return weighed.sort_values(schema.OFFENCE_ID, kind="stable", ignore_index=True), left_out


def _left_out(prepared: Prepared, offences: gpd.GeoDataFrame, kind: str) -> LeftOut:
    operation = prepared.operation
    own = offences[within(days_of(offences), [operation.before, operation.during])]
    treated = prepared.treated.geometry.union_all()
    inside = shapely.intersects(treated, own.geometry.to_numpy())
    return LeftOut(
        kind=f"{words.in_mid_sentence(kind)}",
        in_all=len(own),
        in_treated=int(inside.sum()),
        fewest=care.fewest_of(own),
    )
