"""An edit of a harm spot into the ledger, and what it does to the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.schema import SpotEdit
from hotspots.web import force
from hotspots.web.past import past_of, patrolled_now

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.study.past_spots import PastSpots


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The harm spots as they stand: those patrolled now, and those that edits leave out.

    Attributes
    ----------
    past : PastSpots
    now : GeoDataFrame
        As ``spots_in_force_now`` returns it.
    """

    past: PastSpots
    now: gpd.GeoDataFrame

    @property
    def known(self) -> set[str]:
        """The ids of all that were ever adopted or edited."""
        tables = [table for table in (self.past.adopted, self.past.edits) if table is not None]
        return {str(spot) for table in tables for spot in table[schema.SPOT_ID]}

    @property
    def edited(self) -> set[str]:
        """The ids of those with an edit that stands."""
        from hotspots.study.past_spots import edits_that_stand  # noqa: PLC0415 - heavy

        edits = edits_that_stand(self.past)
        return set() if edits is None else set(edits.words)

    @property
    def edits(self) -> pd.DataFrame:
        """Every edit ever made, the newest first: ``schema.SPOT_EDIT_COLUMNS``."""
        edits = self.past.edits
        return pd.DataFrame(columns=schema.SPOT_EDIT_COLUMNS) if edits is None else edits.iloc[::-1]

    @property
    def left_out(self) -> list[dict[str, str]]:
        """Those of the set in force that are not patrolled: retired, or merged into another."""
        from hotspots.study.past_spots import (  # noqa: PLC0415 - heavy
            known_names,
            merged_spots,
            vetoed_spots,
        )

        names = known_names(self.past)
        why = dict(vetoed_spots(self.past))
        why |= {spot: f"merged into {into}" for spot, into in merged_spots(self.past).items()}
        return [
            {"spot_id": spot, "name": names.get(spot, ""), "why": words}
            for spot, words in why.items()
        ]


def standing() -> Standing:
    """Return the harm spots as they stand now."""
    job = force.job()
    past = past_of(job)
    return Standing(past=past, now=patrolled_now(past, job))


@dataclass(frozen=True, kw_only=True)
class Done:
    """An edit that is in the ledger, and what there is to say of it."""

    spot_id: str
    recorded: bool
    said: tuple[str, ...]


def record_edit(
    edit: SpotEdit, told: dict[str, Any], before: Standing, *, spot: str | None
) -> Done:
    """Record an edit with its reason.

    Raises
    ------
    InputError
        When it cannot be kept: its outline is there already or outside the force, or the ledger
        does not take it.
    """
    from hotspots.study.spots_over_time.drawn_effects import (  # noqa: PLC0415 - heavy
        drawn_effects,
        drawn_there_already,
    )
    from hotspots.study.spots_over_time.drawn_outline import drawn_circle  # noqa: PLC0415 - heavy

    outline: str | None = None
    said: list[str] = []
    if "radius_m" in told:
        circle = {name: told[name] for name in ("easting", "northing", "radius_m")}
        drawn = drawn_circle(force.job().inputs, **circle, given="This circle")
        there = drawn_there_already(drawn.wkt, before.now) if edit is SpotEdit.ADD else None
        if there is not None:
            raise InputError(f"This very outline is there already, as {there}: edit that one.")
        outline = drawn.wkt
        said += drawn_effects(outline, before.now, before.past, spot_id=spot).in_words
        said += [drawn.too_wide] if drawn.too_wide else []
    result = force.ledger().record_edit(
        edit,
        reason=told["reason"],
        edited_at=datetime.now(UTC).replace(microsecond=0),
        edited_by_role=str(schema.EntryRole.ANALYST),
        spot_id=spot,
        name=told.get("name"),
        outline=outline,
    )
    return Done(spot_id=result.spot_id, recorded=result.recorded, said=tuple(said))
