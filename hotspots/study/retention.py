"""How long each kind of thing is kept, and why so long."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hotspots.errors import HotspotsError, ParameterError, SettingsError
from hotspots.study.parameters import build_parameters
from hotspots.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

TABLE: Final = "retention"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Days that each kind of thing is kept: the table ``[retention]`` of the settings.

    Attributes
    ----------
    lists_days : int
        A visit list, from its making, or from the moment it is of where that lies ahead. It is for
        a shift and is replaced by the next; no copy of it is needed after a week.
    homes_days : int
        Which home it was, in the ledger's visits and lists, since it was last heard of. A refusal
        is honoured for a year, and a week is set beside the same week of the year before.
    accounts_days : int
        Who was at it, in the log. Three years: whoever looks into a misuse looks back that far.
    traces_days : int
        Traces of hotspots' own mistakes. A mistake is reported within the month.
    prepared_days : int
        Prepared data. They are made again from the export when they are asked for.
    """

    lists_days: int = 7
    homes_days: int = 400
    accounts_days: int = 1_096
    traces_days: int = 30
    prepared_days: int = 30

    def __post_init__(self) -> None:
        for name, days in asdict(self).items():
            if days < 1:
                raise ParameterError(f"{name} must be 1 day or more, not {days}.")

    @property
    def lists(self) -> timedelta:
        """How long a visit list is kept."""
        return timedelta(days=self.lists_days)

    def before(self, kind: str, now: datetime) -> datetime:
        """Return the moment before which things of a kind go: ``homes``, ``traces``, …."""
        days: int = getattr(self, f"{kind}_days")
        return now - timedelta(days=days)


def retention_of(tables: Mapping[str, Mapping[str, Any]]) -> Retention:
    """Return what the settings say of retention, and the defaults for the rest.

    Raises
    ------
    SettingsError
    """
    try:
        return build_parameters(Retention, tables.get(TABLE, {}))
    except HotspotsError as fault:
        raise SettingsError(f"{SETTINGS_FILE}, [{TABLE}]: {fault}") from fault
