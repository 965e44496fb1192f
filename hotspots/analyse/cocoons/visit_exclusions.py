"""Whom the next list leaves out, and whom it brings back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.cocoons import visit_calls
from hotspots.schema import VisitOutcome

if TYPE_CHECKING:
    from datetime import datetime

# After a first call without an answer the next shift calls, at another time of day; the 48 hours
# leave room for both calls.
NO_ANSWER_PAUSE: Final = pd.Timedelta(hours=12)

ACTION: Final = "action"  # a NextListAction
UNTIL: Final = "until"  # missing where there is no end
EXCLUSION_COLUMNS: Final = (schema.UPRN, ACTION, schema.REASON, UNTIL)


class NextListAction(StrEnum):
    """What the next list does with a dwelling that has been visited."""

    LEAVE_OUT = "leave out"
    BRING_BACK = "bring back"


def next_list_exclusions(
    visits: pd.DataFrame,
    *,
    as_of: datetime,
    window_days: float = visit_calls.WINDOW_DAYS,
    victims: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say what the next list does with each dwelling that has been visited.

    Parameters
    ----------
    visits : DataFrame
        ``uprn``, ``visited_at`` (aware) and ``visit_outcome``, as far back as records are kept.
    as_of : datetime
        Aware. Later visits are not seen.
    window_days : float
        How long a conversation holds, and two calls without an answer: elapsed days.
    victims : DataFrame, optional
        ``uprn`` and ``reported_time`` of burgled dwellings: a conversation from before the report
        does not keep a victim off the list.

    Returns
    -------
    DataFrame
        ``uprn``, ``action`` (a ``NextListAction``), ``reason`` (a sentence) and ``until`` (missing
        where there is no end), by UPRN. A dwelling that is not there is treated as never visited.

    Notes
    -----
    A refusal, and a home found not suitable, are honoured for as long as the record is kept, until
    somebody there is spoken to after all. A new burglary does not lift them: whoever deals with the
    case decides. No answer brings a dwelling back once in a window and not a third time.
    """
    visit_calls.require_days(window_days, "window_days")
    moment = visit_calls.aware_moment(as_of)
    rules = _Rules(as_of=moment, window=pd.Timedelta(days=window_days))
    reported = _latest_report(victims, moment)
    rows = [
        (uprn, *verdict)
        for uprn, calls in sorted(_calls_by_dwelling(visits, moment).items())
        if (verdict := rules.verdict(calls, reported.get(uprn)))
    ]
    table = pd.DataFrame(rows, columns=list(EXCLUSION_COLUMNS), dtype="object")
    zone = visits[schema.VISITED_AT].dt.tz
    for column in (schema.UPRN, ACTION, schema.REASON):
        table[column] = table[column].astype("str")
    until = pd.to_datetime(table[UNTIL], utc=True).dt.as_unit("us")
    table[UNTIL] = until.dt.tz_convert(zone)
    return table


@dataclass(frozen=True, kw_only=True)
class _Call:
    at: pd.Timestamp
    outcome: str


_Verdict = tuple[NextListAction, str, pd.Timestamp | None]


@dataclass(frozen=True, kw_only=True)
class _Rules:
    as_of: pd.Timestamp
    window: pd.Timedelta

    def verdict(self, calls: list[_Call], reported: pd.Timestamp | None) -> _Verdict | None:
        """Judge one dwelling by its calls, oldest first, and its latest burglary if any."""
        decided = [call for call in calls if call.outcome != VisitOutcome.NO_ANSWER]
        if decided and decided[-1].outcome != VisitOutcome.SPOKEN_TO:
            return self._stay_away(decided[-1], reported)
        since = [call for call in calls if reported is None or call.at >= reported]
        if not since:
            return (
                NextListAction.BRING_BACK,
                f"Last visited on {_day(calls[-1].at)}, before the latest report: a new visit.",
                None,
            )
        spoken = [call for call in since if call.outcome == VisitOutcome.SPOKEN_TO]
        if spoken and self.as_of - spoken[-1].at < self.window:
            until = spoken[-1].at + self.window
            return (
                NextListAction.LEAVE_OUT,
                f"Spoken to on {_day(spoken[-1].at)}: left out until {_day(until)}.",
                until,
            )
        return self._after_no_answer([c for c in since if c.outcome == VisitOutcome.NO_ANSWER])

    def _stay_away(self, last: _Call, reported: pd.Timestamp | None) -> _Verdict:
        said = "Refused" if last.outcome == VisitOutcome.REFUSED else "Found not suitable"
        reason = f"{said} on {_day(last.at)}: left out for as long as the record is kept."
        if reported is not None and reported > last.at:
            reason += " There is a report since: whoever deals with it decides on a call."
        return NextListAction.LEAVE_OUT, reason, None

    def _after_no_answer(self, unanswered: list[_Call]) -> _Verdict | None:
        if not unanswered or self.as_of - unanswered[-1].at >= self.window:
            return None
        last = unanswered[-1].at
        if any(last - call.at < self.window for call in unanswered[:-1]):
            until = last + self.window
            reason = f"No answer twice, last on {_day(last)}: left out until {_day(until)}."
            return NextListAction.LEAVE_OUT, reason, until
        if self.as_of - last < NO_ANSWER_PAUSE:
            reason = f"No answer on {_day(last)}, card left: one more call on a later shift."
            return NextListAction.LEAVE_OUT, reason, last + NO_ANSWER_PAUSE
        reason = f"No answer on {_day(last)}, card left: one more call, at another time of day."
        return NextListAction.BRING_BACK, reason, last + self.window


def _day(moment: pd.Timestamp) -> str:
    return words.day(moment)


def _calls_by_dwelling(visits: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, list[_Call]]:
    calls = visit_calls.calls_until(visits, as_of)
    by_dwelling: defaultdict[str, list[_Call]] = defaultdict(list)
    columns = (schema.UPRN, schema.VISITED_AT, schema.VISIT_OUTCOME)
    for uprn, at, outcome in zip(*(calls[column] for column in columns), strict=True):
        by_dwelling[uprn].append(_Call(at=at, outcome=outcome))
    return by_dwelling


def _latest_report(victims: pd.DataFrame | None, as_of: pd.Timestamp) -> dict[str, pd.Timestamp]:
    if victims is None:
        return {}
    columns = (schema.UPRN, schema.REPORTED_TIME)
    seen = visit_calls.seen_by(victims, columns, schema.REPORTED_TIME, as_of, "victims")
    latest = seen.groupby(schema.UPRN)[schema.REPORTED_TIME].max()
    return dict(zip(latest.index, latest, strict=True))
