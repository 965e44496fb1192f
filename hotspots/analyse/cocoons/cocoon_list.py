"""A list of homes to visit, with everything that has to be said beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.cocoons.burglary_definitions import definition_note, notes_on_live_burglaries
from hotspots.analyse.cocoons.burgled_homes import VICTIM_MATCH, VictimMatch
from hotspots.schema import Tier

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.cocoons.cocoon_params import CocoonParams
    from hotspots.analyse.cocoons.rounds import Rounds

# Columns of CocoonList.counts, one row a tier.
HOMES: Final = "homes"
EXCLUDED: Final = "excluded"
CHOSEN: Final = "chosen"
WITH_DUE: Final = "with_due"

DISTANCE_M: Final = "distance_m"
REASON_COLUMNS: Final = (
    schema.UPRN,
    schema.BURGLARY_REFERENCE,
    schema.BURGLARY_TIER,
    DISTANCE_M,
    "days",
    schema.REPORTED_TIME,
)
EXCLUDED_COLUMNS: Final = (schema.UPRN, schema.TIER, schema.REASON)
BROUGHT_BACK_COLUMNS: Final = (schema.UPRN, schema.REASON)
LEAFLET_COLUMNS: Final = (schema.UPRN, schema.STREET, schema.TOWN)


@dataclass(frozen=True, kw_only=True, eq=False)
class CocoonList:
    """The homes to visit in one district, or in the force.

    Attributes
    ----------
    district : str or None
        None for the whole force.
    as_of : Timestamp
        In the burglaries' zone. Nothing that was reported later is in the list.
    clocks_from : Timestamp
        What was reported before is backlog: it is never overdue.
    targets : GeoDataFrame
        ``schema.TARGET_COLUMNS``, by priority, each home once: those of a round have a
        ``walk_order``, the others are left out.
    reasons : DataFrame
        ``REASON_COLUMNS``: one row for each home of ``targets`` and burglary that reaches it, the
        strongest first; the same as the text in ``targets``.
    excluded : DataFrame
        ``uprn``, ``tier`` and ``reason`` of the homes in reach that the ledger keeps off the list.
    brought_back : DataFrame
        ``uprn`` and ``reason`` of the homes on the list that were called at before.
    leaflet_homes : DataFrame
        ``uprn``, ``street`` and ``town`` of the homes that get a leaflet and no visit.
    counts : DataFrame
        One row a ``tier``, the strongest first: ``homes`` in reach, of which ``excluded``,
        ``chosen``, ``left_out`` for want of capacity, ``with_due`` (whom the 48 hours bind) and
        ``overdue``. Leaflet homes are neither chosen nor left out, unless asked for.
    burglaries : GeoDataFrame
        The live burglaries that reach a home here, and those of the district itself, with the
        columns of ``match_victims``.
    rounds : Rounds
        In which the chosen homes are walked to.
    dropped : DataFrame
        The homes of the last list that are not chosen now, and why: see ``list_changes``.
    """

    district: str | None
    as_of: pd.Timestamp
    clocks_from: pd.Timestamp
    params: CocoonParams
    targets: gpd.GeoDataFrame = field(repr=False)
    reasons: pd.DataFrame = field(repr=False)
    excluded: pd.DataFrame = field(repr=False)
    brought_back: pd.DataFrame = field(repr=False)
    leaflet_homes: pd.DataFrame = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    burglaries: gpd.GeoDataFrame = field(repr=False)
    rounds: Rounds = field(repr=False)
    dropped: pd.DataFrame = field(repr=False)

    @property
    def chosen(self) -> gpd.GeoDataFrame:
        """The homes of the rounds, by priority."""
        return self.targets.loc[self.targets[schema.WALK_ORDER].notna()]

    @property
    def left_out(self) -> gpd.GeoDataFrame:
        """The homes that no round can walk to, by priority."""
        return self.targets.loc[self.targets[schema.WALK_ORDER].isna()]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the list has to know, a sentence each."""
        return (
            *self._notes_on_homes(),
            *notes_on_live_burglaries(self.burglaries),
            *_notes_on_victims(self._own_burglaries()),
            definition_note(self.as_of, window_days=self.params.window_days),
        )

    def _own_burglaries(self) -> gpd.GeoDataFrame:
        """Return the burglaries whose victims should be among this district's addresses."""
        if self.district is None:
            return self.burglaries
        return self.burglaries.loc[self.burglaries[schema.DISTRICT] == self.district]

    def _notes_on_homes(self) -> list[str]:
        counts = self.counts.set_index(schema.TIER)
        left_out = counts[schema.LEFT_OUT]
        notes = []
        if left_out.any():
            bound = int(left_out[[Tier.VICTIM, Tier.NEIGHBOUR]].sum())
            rounds = words.plural(len(self.rounds.rounds), "round")
            notes.append(
                f"Left out, beyond what {rounds} can walk to: "
                f"{words.about(int(left_out.sum()))} homes, {bound:,} of them victims or "
                "next neighbours."
            )
        if left_out.any() and self.rounds.most_risk > 0:
            notes.append(
                f"The homes of the rounds have {words.share(self.rounds.share)} of the risk that "
                "as many homes could have if nobody had to walk from one to the next."
            )
        if counts[EXCLUDED].any():
            notes.append(
                "Left out for what came of earlier visits: "
                f"{words.plural(int(counts[EXCLUDED].sum()), 'home')} in reach."
            )
        if len(self.leaflet_homes):
            notes.append(
                "Not listed, for a leaflet only, being further than 200 m from every live "
                f"burglary: {words.about(len(self.leaflet_homes))} homes."
            )
        if len(self.targets) and not self.targets[schema.RISK].any():
            notes.append(
                "No home has more risk than chance by the ratios in use: the order rests on tier "
                "and distance alone."
            )
        return notes


def _notes_on_victims(burglaries: gpd.GeoDataFrame) -> list[str]:
    match = burglaries[VICTIM_MATCH]
    total = f"of {len(burglaries):,} live burglaries"
    lost = int(match.isin([VictimMatch.NOT_FOUND, VictimMatch.STREET_ONLY]).sum())
    unnamed = int((match == VictimMatch.FLAT_NOT_KNOWN).sum())
    by_place = int((match == VictimMatch.NEAREST).sum())
    notes = []
    if lost:
        notes.append(
            f"Address not found among the addresses: {lost:,} {total}. Look these "
            "victims up in the crime records."
        )
    if unnamed:
        notes.append(
            f"In a block, the flat not named: {unnamed:,} {total}. Every flat counts as a "
            "neighbour there and none as the victim; look these victims up in the crime records."
        )
    if by_place:
        notes.append(
            f"No address that can be compared, the nearest house taken for the victim's: "
            f"{by_place:,} {total}."
        )
    return notes
