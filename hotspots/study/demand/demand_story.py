"""A month's demand, told: at most five sentences, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.demand.outcomes import ALL_GROUPS, MOST_OPEN
from hotspots.render.change.what_changed import CLEAR, ChangeItem, beside_its_counts
from hotspots.render.demand.demand_columns import of_span, said_of
from hotspots.schema import AreaKind, ComparedWith, Span
from hotspots.study.change import change_story as story
from hotspots.study.counted_themes import ALL_OFFENCES, HARM

if TYPE_CHECKING:
    from hotspots.study.demand.demand_counts import DemandCounts

MOST_SENTENCES: Final = 5
MOST_RISES: Final = 2
# A share of fewer offences swings by itself.
ENOUGH_FOR_A_SHARE: Final = 100
NOTHING_ROSE: Final = (
    "In no district did any offence group or theme rise by more than chance gives."
)
NOTHING_CLEAR: Final = (
    "No district's offences changed clearly; what is called “perhaps” here may be chance."
)
FINAL_LATER: Final = (
    "Outcomes are as they stood when the offences were exported. A case that is open gets its "
    "outcome later, so that the newest months look worse than they will."
)
NOT_ONE_WHOLE: Final = (
    "Offence groups add up to all offences; themes overlap with them and with one another."
)
IN_FIVES: Final = (
    "A year to date of which a month is withheld, and the last 28 days, are told to the nearest "
    "five, and their harm is withheld."
)


def sentences(counted: DemandCounts, outcomes: pd.DataFrame | None, window: str) -> tuple[str, ...]:
    """Return what to look at, at most five sentences, the force's own month first."""
    table, force = counted.compared.table, counted.compared.counted.areas[0]
    said = story.every_item(table)
    told = [_sentence(said[force, ALL_OFFENCES], counted)]
    clear = [str(each) for each in CLEAR]
    is_clear = (table[schema.VERDICT].isin(clear) & (table[schema.AREA_NAME] != force)).any()
    rises = story.items(table, said, story.RISES, MOST_RISES if is_clear else 1)
    if rises and not is_clear:
        told.append(NOTHING_CLEAR)
    told += [_sentence(each, counted) for each in rises] or [NOTHING_ROSE]
    named = {(each.area, each.line) for each in rises}
    falls = [
        each
        for each in story.items(table, said, story.FALLS, MOST_RISES + 1)
        if (each.area, each.line) not in named
    ]
    told += [_sentence(each, counted) for each in falls[:1]]
    if outcomes is not None:
        told += _of_outcomes(outcomes, window)
    return tuple(told[:MOST_SENTENCES])


def _sentence(item: ChangeItem, counted: DemandCounts) -> str:
    """Return one sentence of an area's line: its figure, and each earlier one with the change."""
    table = counted.compared.table
    own = table[(table[schema.AREA_NAME] == item.area) & (table[schema.LINE] == item.line)]
    before = own.drop_duplicates(schema.EARLIER_PERIOD).set_index(schema.EARLIER_PERIOD)
    unit = f" {counted.compared.index.unit} of harm" if item.line == HARM else ""
    what = "" if item.line == HARM else f", {words.in_mid_sentence(item.line)}"
    earlier = "".join(
        f"; {words.number(before[schema.COUNT_EARLIER][period], missing=care.WITHHELD)} in "
        f"{period}: {beside_its_counts(said)}"
        for period, said, _ in item.against
    )
    return f"{item.area}{what}: {item.count}{unit} in {counted.month.in_words}{earlier}."


def _of_outcomes(outcomes: pd.DataFrame, window: str) -> list[str]:
    """Return a sentence of who was found: of all offences, and of the group with the least."""
    force = outcomes[outcomes[schema.AREA_KIND] == str(AreaKind.FORCE)].set_index(schema.LINE)
    whole: dict[str, float] = {
        name: float(force[name].loc[ALL_GROUPS])
        for name in (schema.OFFENCES, schema.SUSPECT_SHARE, schema.UNDETECTED_SHARE)
    }
    enough = force.drop(index=ALL_GROUPS)
    enough = enough[enough[schema.OFFENCES] >= ENOUGH_FOR_A_SHARE].dropna(
        subset=[schema.SUSPECT_SHARE]
    )
    if words.is_missing(whole[schema.SUSPECT_SHARE]):
        return []
    least = ""
    enough = enough[enough[schema.SUSPECT_SHARE] < whole[schema.SUSPECT_SHARE]]
    if len(enough):
        row = enough.sort_values(schema.SUSPECT_SHARE, kind="stable").iloc[0]
        least = (
            f" (lowest share: {words.in_mid_sentence(str(row.name))}, "
            f"{words.share(row[schema.SUSPECT_SHARE])})"
        )
    sentence = (
        f"Of {words.number(whole[schema.OFFENCES])} offences of {window} with an outcome "
        f"{words.share(whole[schema.SUSPECT_SHARE])} had a suspect found{least}; "
        f"{words.share(whole[schema.UNDETECTED_SHARE])} were closed with none."
    )
    return [sentence]


def outcome_words(open_shares: pd.DataFrame, newest: str) -> tuple[str, ...]:
    """Say how far outcomes lag: what of the newest month, and of how many months, is open."""
    shares = open_shares.set_index(schema.PERIOD_IN_WORDS)[schema.UNDER_INVESTIGATION]
    share = float(shares[newest])
    unsettled = list(shares.index[shares > MOST_OPEN])
    first = (
        f"Of the offences of {newest} that have a status, {words.share(share)} are still under "
        "investigation."
    )
    said = [first]
    if unsettled:
        said.append(
            f"More than {words.share(MOST_OPEN)} are open of {words.listed(unsettled, most=6)}: "
            "those outcomes are not final."
        )
    return (*said, FINAL_LATER)


def reading_table(demand: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area and line: the count of each span, harm, and the words for a change."""
    named = [schema.AREA_KIND, schema.WARD_CODE, schema.AREA_NAME, schema.DISTRICT, schema.LINE]
    filled = demand.assign(**{each: demand[each].fillna("") for each in named})
    rows = filled[[*named, schema.LINE_KIND]].drop_duplicates(named).set_index(named)
    for span in Span:
        own = filled[filled[schema.SPAN] == str(span)].set_index(named)
        rows[of_span(schema.OFFENCES, span)] = own[schema.OFFENCES]
        rows[of_span(schema.HARM, span)] = own[schema.HARM]
    told = judged.assign(**{each: judged[each].fillna("") for each in named})
    for (judged_span, compared_with), own in told.groupby([schema.SPAN, schema.COMPARED_WITH]):
        against = "year" if compared_with == str(ComparedWith.LAST_YEAR) else "before"
        rows[said_of(Span(str(judged_span)), against)] = own.set_index(named)[schema.IN_WORDS]
    return rows.reset_index()


def caveats(counted: DemandCounts, base: Sequence[str], *, has_outcomes: bool) -> tuple[str, ...]:
    """Return what a reader must know, the weightiest first."""
    public = care.fewest_of(counted.compared.offences) == 1
    return (
        *base,
        NOT_ONE_WHOLE,
        *(() if public else (IN_FIVES,)),
        *((FINAL_LATER,) if has_outcomes else ()),
    )
