"""What came of the visits: the figures that a sergeant is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hotspots import schema
from hotspots.analyse.cocoons.visit_figures import (
    burglary_cocoons,
    cocoon_figures,
    homes_once,
    open_cocoons,
    reached_by_tier,
)

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.study.inputs import Inputs

# Visits and lists are not kept for longer than figures of a year need.
KEPT_DAYS = 366.0


@dataclass(frozen=True, kw_only=True)
class VisitReport:
    """Figures as of a moment.

    Attributes
    ----------
    as_of : datetime
    by_week : DataFrame
        By district and ISO week of the report: burglaries, those cocooned in time, victims reached.
    by_tier : DataFrame
        By district, week and tier: dwellings, called at, reached.
    homes : DataFrame
        By tier: the homes that lists sent somebody to, each once; called at, reached.
    still_open : DataFrame
        Burglaries whose 48 hours still run, the least time left first.
    """

    as_of: datetime
    by_week: pd.DataFrame
    by_tier: pd.DataFrame
    homes: pd.DataFrame
    still_open: pd.DataFrame

    def as_mapping(self) -> dict[str, Any]:
        """Return the figures as plain values, as ``--json`` prints them."""
        return {
            "as_of": self.as_of.isoformat(),
            "by_week": _records(self.by_week),
            "by_tier": _records(self.by_tier),
            "homes": _records(self.homes),
            "still_open": _records(self.still_open),
        }


def visit_report(
    inputs: Inputs, *, visits: pd.DataFrame, listings: pd.DataFrame, as_of: datetime
) -> VisitReport:
    """Return the figures of every dwelling burglary reported since the first list was made.

    A burglary that came on no list counts too, as missed: figures over the listed ones alone would
    flatter.

    Parameters
    ----------
    inputs : Inputs
        For the burglaries that there were.
    visits, listings : DataFrame
        The ledger's tables.
    as_of : datetime
        Aware.
    """
    burglaries = None
    if len(listings):
        # Where no list was kept there is nothing to read, and no reader is loaded.
        from hotspots.analyse.cocoons.live_burglaries import live_burglaries  # noqa: PLC0415
        from hotspots.study.reading import load  # noqa: PLC0415

        _, loaded = load(inputs)
        known = live_burglaries(
            loaded.offences,
            selection=inputs.profile.selections[inputs.profile.burglary_selection],
            as_of=as_of,
            window_days=KEPT_DAYS,
        )
        burglaries = known[known[schema.REPORTED_TIME] >= listings[schema.AS_OF].min()]
    cocoons = burglary_cocoons(visits, listings, as_of=as_of, burglaries=burglaries)
    return VisitReport(
        as_of=as_of,
        by_week=cocoon_figures(cocoons),
        by_tier=reached_by_tier(visits, listings, as_of=as_of),
        homes=homes_once(visits, listings, as_of=as_of),
        still_open=open_cocoons(cocoons),
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype("object").where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
