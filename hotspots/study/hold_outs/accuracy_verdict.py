"""What follows from a study of accuracy: what squares and harm spots are ranked by, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.hold_outs.judged_tables import (
    NOT_SQUARES,
    spots_in_words,
    streets_in_words,
)
from hotspots.render.hold_outs.accuracy_columns import (
    difference_in_words,
    method_in_words,
    signed_points,
)
from hotspots.schema import HoldOutDesign, RankingMethod

if TYPE_CHECKING:
    from hotspots.analyse.hold_outs.judged_rankings import TargetFindings

OF_AREA: Final = " of the area"
RIVALS: Final = (
    RankingMethod.ALL_OFFENCES,
    RankingMethod.PAST,
    RankingMethod.PAST_THEN_ALL,
    RankingMethod.DENSITY,
    RankingMethod.BLEND,
)
SPOTS_STAY: Final = (
    "The maps and the patrol plan rank harm spots by their past: no other order of them is "
    "clearly better both ways of judging. A harm spot is chosen for a record so full that its "
    "surroundings add little to it."
)
NOT_MORE: Final = (
    "Harm spots do not clearly hold more than squares of as large an area in these months; they "
    "are the ground that two officers can walk in one visit."
)
BEYOND_SPOTS: Final = (
    "Where a list must reach beyond harm spots, and for offences too rare to crowd, such as "
    "burglary, take squares by the shrunk history wherever the tables below show it clearly above "
    "the others."
)


def verdict(findings: Mapping[str, TargetFindings], count: int) -> tuple[str, ...]:
    """Say what ranks squares and harm spots by this evidence, and why.

    Parameters
    ----------
    findings : mapping of str to TargetFindings
        By what was foreseen; at least one.
    count : int
        How many harm spots are kept.
    """
    orders = [words for label, each in findings.items() for words in _order(each, label, count)]
    better = [label for label, each in findings.items() if _spots_better(each, count)]
    stay = (
        "The maps and the patrol plan rank harm spots by their past. By this evidence ranking them "
        f"by what is expected would hold clearly more of {' and '.join(better)}, both ways of "
        "judging: show this page to whoever keeps the tool."
    )
    return (
        stay if better else SPOTS_STAY,
        _spots_beside_squares(findings, count),
        BEYOND_SPOTS,
        _one_line(findings),
        _ceiling(findings),
        _squares(findings),
        *_streets(findings, count),
        (
            f"Ranked by what is expected and not by the past, the first {count:,} harm spots (or "
            "all, where there are fewer) would have held, in points more or less, month by month: "
            f"{'; '.join(orders) or 'none were found'}."
        ),
    )


def _spots_beside_squares(findings: Mapping[str, TargetFindings], count: int) -> str:
    """Say of what harm spots clearly hold more than squares of as large an area."""
    more = [label for label, each in findings.items() if _spots_hold_more(each, count)]
    if not more:
        return NOT_MORE
    return (
        f"Harm spots come first for patrols: of {'; '.join(more)} they hold clearly more than "
        "squares of as large an area, being cut to the points where offences are recorded."
    )


def _spots_hold_more(findings: TargetFindings, count: int) -> bool:
    rows = findings.differences
    rows = rows[
        (rows[schema.METHOD] == RankingMethod.SHRUNK)
        & (rows[schema.RIVAL] == RankingMethod.SPOTS_BY_PAST)
        & (rows[schema.CHOSEN_GROUND] == spots_in_words(count))
    ]
    return bool(len(rows) and (rows[schema.DIFFERENCE_HIGH] < 0).all())


def _beside_squares(findings: Mapping[str, TargetFindings]) -> pd.DataFrame:
    """Return the shrunk history's differences at the shares of the area, from all that was judged.

    ``foreseen`` says of which.
    """
    every = pd.concat(
        [each.differences.assign(**{schema.FORESEEN: label}) for label, each in findings.items()],
        ignore_index=True,
    )
    return every[
        (every[schema.METHOD] == RankingMethod.SHRUNK)
        & every[schema.CHOSEN_GROUND].str.endswith(OF_AREA)
        & ~every[schema.RIVAL].isin(NOT_SQUARES)
    ]


def _one_line(findings: Mapping[str, TargetFindings]) -> str:
    """Say how little, or how much, the shrunk history wins over a count that takes one line."""
    rows = _beside_squares(findings)
    rows = rows[
        (rows[schema.RIVAL] == RankingMethod.ALL_OFFENCES)
        & (rows[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
    ]
    shares = [each.removesuffix(OF_AREA) for each in dict.fromkeys(rows[schema.CHOSEN_GROUND])]
    gains = [
        f"{label} {', '.join(signed_points(gain) for gain in own[schema.DIFFERENCE])}"
        for label, own in rows.groupby(schema.FORESEEN, sort=False)
    ]
    return (
        "The count of all offences is one line of a spreadsheet. The shrunk history captures more "
        f"than it, in points at {words.listed(shares)} of the area: {'; '.join(gains)}. Where that "
        "is little, the count will do."
    )


def _ceiling(findings: Mapping[str, TargetFindings]) -> str:
    """Say whether a learner wins anything, and whether any ranking that was tried does."""
    rows = _beside_squares(findings)
    learner = rows[rows[schema.RIVAL] == RankingMethod.LEARNER]
    above, below = learner[schema.DIFFERENCE_HIGH] < 0, learner[schema.DIFFERENCE_LOW] > 0
    told = (
        "A boosted regression over all kinds of offence, the ceiling that simple rankings are "
        f"measured by, captures clearly more than the shrunk history in {int(above.sum())} of "
        f"{len(learner)} comparisons and clearly less in {int(below.sum())}."
    )
    if above.any():
        most = learner.sort_values(schema.DIFFERENCE).iloc[0]
        return (
            f"{told} At most it wins {signed_points(-most[schema.DIFFERENCE])} points, for "
            f"{most[schema.FORESEEN]} at {most[schema.CHOSEN_GROUND]}: show this page to whoever "
            "keeps the tool."
        )
    better = int((rows[schema.DIFFERENCE_HIGH] < 0).sum())
    if better:
        return (
            f"{told} So the plain method is as good as the learner; of all {len(rows)} comparisons "
            f"with other rankings, {better} {'is' if better == 1 else 'are'} clearly against it."
        )
    return f"{told} So the shrunk history is as good as any ranking that was tried."


def _squares(findings: Mapping[str, TargetFindings]) -> str:
    """Count where the shrunk history is clearly above each rival, and where below."""
    every = _beside_squares(findings)
    said = []
    for rival in RIVALS:
        rows = every[every[schema.RIVAL] == rival]
        name = method_in_words(rival, by_harm=False)
        more = int((rows[schema.DIFFERENCE_LOW] > 0).sum())
        less = int((rows[schema.DIFFERENCE_HIGH] < 0).sum())
        said.append(
            f"{words.in_mid_sentence(name)}, clearly more in {more} of {len(rows)} comparisons and "
            f"clearly less in {less}"
        )
    return (
        "Squares by history shrunk toward its surroundings capture, beside the "
        f"{'; beside '.join(said)}. A comparison is one set of offences, one share of the area, "
        "and one of the two ways of judging."
    )


def _streets(findings: Mapping[str, TargetFindings], count: int) -> Iterator[str]:
    """Say whether streets or harm spots hold more on as many metres, where there are streets."""
    more: dict[str, list[str]] = {"more": [], "less": []}
    judged = False
    for label, found in findings.items():
        rows = found.differences
        rows = rows[
            (rows[schema.METHOD] == RankingMethod.SPOTS_BY_PAST)
            & (rows[schema.RIVAL] == RankingMethod.STREETS_BY_PAST)
            & (rows[schema.CHOSEN_GROUND] == streets_in_words(count))
        ]
        judged |= bool(len(rows))
        if len(rows) and (rows[schema.DIFFERENCE_LOW] > 0).all():
            more["more"].append(label)
        if len(rows) and (rows[schema.DIFFERENCE_HIGH] < 0).all():
            more["less"].append(label)
    if judged:
        told = [f"clearly {how} of {words.listed(of)}" for how, of in more.items() if of]
        yield (
            "On as many metres of street, harm spots hold "
            f"{words.listed(told) or 'neither clearly more nor clearly less'} than the streets "
            "with most a metre."
        )


def _spots_better(findings: TargetFindings, count: int) -> bool:
    """Say whether ranking spots by what is expected is clearly better, in both designs."""
    rows = findings.differences
    rows = rows[
        (rows[schema.METHOD] == RankingMethod.SPOTS_BY_EXPECTED)
        & (rows[schema.CHOSEN_GROUND] == spots_in_words(count))
    ]
    return bool(len(rows) and (rows[schema.DIFFERENCE_LOW] > 0).all())


def _order(findings: TargetFindings, label: str, count: int) -> Iterator[str]:
    rows = findings.differences
    rows = rows[
        (rows[schema.DESIGN] == HoldOutDesign.MONTHLY_ROLL)
        & (rows[schema.METHOD] == RankingMethod.SPOTS_BY_EXPECTED)
        & (rows[schema.CHOSEN_GROUND] == spots_in_words(count))
    ]
    figures = (schema.DIFFERENCE, schema.DIFFERENCE_LOW, schema.DIFFERENCE_HIGH)
    for value, low, high in zip(*(rows[each] for each in figures), strict=True):
        yield f"{label} {difference_in_words(value, low, high)}"
