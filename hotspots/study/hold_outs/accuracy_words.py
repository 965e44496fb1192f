"""A study of accuracy in words: what was found, what follows from it, how it was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.hold_outs.hold_out import monthly_roll, one_split
from hotspots.render.hold_outs.accuracy_columns import (
    interval_in_words,
    method_in_words,
    signed_points,
)
from hotspots.schema import HoldOutDesign, RankingMethod
from hotspots.words import days

if TYPE_CHECKING:
    from datetime import date

    from hotspots.analyse.hold_outs.judged_rankings import TargetFindings
    from hotspots.study.hold_outs.journeys import AccuracyParams

# The rankings that the shrunk history is told beside, set by set.
RIVALS: Final = (
    RankingMethod.ALL_OFFENCES,
    RankingMethod.PAST,
    RankingMethod.DENSITY,
    RankingMethod.BLEND,
    RankingMethod.LEARNER,
)
EXPLAINED: Final = (
    (
        "Captured",
        (
            "Of what came in the later months (harm, or the number of offences), the part that "
            "lies in the places chosen on the months before: the hit rate. In brackets the 95 % "
            "interval, from drawing the squares again and again; two methods are compared on the "
            "same draws."
        ),
    ),
    (
        "Ties",
        (
            "Where the room ends among squares that a ranking scores alike, each of them counts in "
            "part: the mean over every order that they could have. The rule is one for every "
            "ranking. The plain count of rare offences has many ties; it stands there a second "
            "time, with its ties broken by the count of all offences."
        ),
    ),
    (
        "PAI",
        (
            "Prediction accuracy index: share captured over share of the area; of harm, harm-PAI. "
            "Choosing at random gives 1."
        ),
    ),
    (
        "PEI",
        (
            "Prediction efficiency index: PAI over the best that as many squares could have had. "
            "1 is perfect. It is not said of harm spots, which are cut to the recorded points."
        ),
    ),
    (
        "RRI",
        (
            "Recapture rate index: here, PAI in the later months over PAI in the earlier ones, in "
            "the same places. Elsewhere the name is used for predicted over observed; not here. "
            "Below 1, part of what made the places stand out was chance."
        ),
    ),
    (
        "Plain prior count",
        "Squares by what was recorded in them in the months known. The baseline.",
    ),
    (
        "Count of all offences",
        (
            "Squares by how many offences of any kind were recorded in them in the months known, "
            "whatever is to be foreseen: one line of a spreadsheet."
        ),
    ),
    (
        "Boosted regression, the ceiling",
        (
            "What a learner can win. Boosted Poisson regression trees learn, from the earlier two "
            "thirds of the months known, which numbers of each kind of offence in a square, within "
            "300 m and within 1,000 m went with what came in the last third; then they score every "
            "square by all that is known. Judged once, like the others, on months that they did "
            "not see. Not for maps: nobody can say why it puts a square first."
        ),
    ),
    (
        "Kernel density",
        (
            "Quartic density at each square's centre, its own offences standing there. Bandwidth, "
            "transform of the weight and half-life are chosen on earlier months."
        ),
    ),
    (
        "Own count and a share of the density",
        (
            "The plain count plus a share of the density; both share and bandwidth are chosen on "
            "earlier months."
        ),
    ),
    (
        "Getis-Ord Gi*",
        (
            "How far a square and its eight neighbours are above the average: the usual hot-spot "
            "analysis of mapping software. Squares are called hot after correction for as many "
            "tests as there are squares (false discovery rate 5 %)."
        ),
    ),
    (
        "History shrunk toward its surroundings",
        (
            "An empirical Bayes estimate. What a square may expect from its surroundings (the "
            "same offences and others within 300 m and 1,000 m, other offences in it) is learned "
            "by regression over all squares; its own record then pulls that up or down, as far as "
            "earlier months say it should. Harm is estimated kind of offence by kind."
        ),
    ),
    (
        "Harm spots",
        (
            "Found by DBSCAN in the months known and divided until they can be walked, as on the "
            "maps; ranked by the sum over their offences, or by the same empirical Bayes estimate "
            "for spots. A spot is cut to the recorded points, with 25 m around them; at the same "
            "area it holds more than any choice of squares could, because nothing of it lies "
            "between the points."
        ),
    ),
)

STREETS_EXPLAINED: Final = (
    "Streets",
    (
        "The links of the street network between two junctions, ranked by what each held a metre; "
        "motorways left out, a link under 50 m ranked and counted as 50 m. An offence is on the "
        "street that its row names, else on the nearest within 50 m. On as much ground, a street "
        "counts 25 m to either side. Points of data.police.uk are anchors: a link holds all that "
        "its anchor holds, and the links beside it nothing."
    ),
)


def designs_in_words(months: int, first_month: pd.Period) -> tuple[str, str]:
    """Return the one split and the roll in words, with the names of the months."""
    split, roll = one_split(months), monthly_roll(months)
    return (
        (
            f"Known: {_months(first_month, 0, split.known)}. Judged: "
            f"{_months(first_month, split.known, split.end)}."
        ),
        (
            f"Each month from {_months(first_month, roll[0].known, months)} judged on those before "
            "it; the months added up."
        ),
    )


def _months(first: pd.Period, start: int, end: int) -> str:
    """Return months ``start`` to ``end`` − 1, counted from the first, by name."""
    one, last = (first + start), (first + end - 1)
    if one == last:
        return f"{one:%B %Y}"
    year = "" if one.year == last.year else f" {one.year}"
    return f"{one:%B}{year} to {last:%B %Y}"


def found_in_words(findings: TargetFindings, *, by_harm: bool) -> tuple[str, ...]:
    """Return what was found of one set of offences."""
    return (
        (
            f"{findings.offences_known:,} offences known and {findings.offences_judged:,} judged "
            "in the one split."
        ),
        *(_beside(findings, rival, by_harm=by_harm) for rival in RIVALS),
        f"Getis-Ord Gi* calls {findings.hot_squares:,} squares hot.",
        *_spots(findings),
        *_streets(findings),
    )


def _beside(findings: TargetFindings, rival: RankingMethod, *, by_harm: bool) -> str:
    """Say where the shrunk history is clearly above a rival, below it, or neither."""
    said = []
    for design in HoldOutDesign:
        rows = findings.differences
        rows = rows[
            (rows[schema.DESIGN] == design)
            & (rows[schema.METHOD] == RankingMethod.SHRUNK)
            & (rows[schema.RIVAL] == rival)
            & rows[schema.CHOSEN_GROUND].str.endswith("of the area")
        ]
        if len(rows):
            said.append(f"{design}: {'; '.join(_sorted_out(rows))}")
    name = method_in_words(rival, by_harm=by_harm)
    beside = f"Shrunk history beside {words.in_mid_sentence(name)}."
    return " ".join([beside, *map(words.sentence, said)])


def _sorted_out(rows: pd.DataFrame) -> Iterator[str]:
    above, below = rows[schema.DIFFERENCE_LOW] > 0, rows[schema.DIFFERENCE_HIGH] < 0
    for said, held in (
        ("captures more at", above),
        ("less at", below),
        ("no clear difference at", ~(above | below)),
    ):
        if held.any():
            grounds = [
                f"{ground.removesuffix(' of the area')} ({_points(value)})"
                for ground, value in zip(
                    rows.loc[held, schema.CHOSEN_GROUND],
                    rows.loc[held, schema.DIFFERENCE],
                    strict=True,
                )
            ]
            yield f"{said} {words.listed(grounds)}"


def _spots(findings: TargetFindings) -> Iterator[str]:
    """Say what the harm spots hold, and whether another order of them would hold more."""
    scores = findings.scores
    rows = scores[
        (scores[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & scores[schema.CHOSEN_GROUND].str.endswith("harm spots cover")
        & (scores[schema.METHOD] == RankingMethod.SPOTS_BY_PAST)
    ]
    if rows.empty:
        yield "No harm spot was found in the months known: too few of these offences crowd."
        return
    row = rows.iloc[0]
    captured = interval_in_words(
        *(row[each] for each in (schema.CAPTURED, schema.CAPTURED_LOW, schema.CAPTURED_HIGH))
    )
    yield (
        f"The harm spots, {words.share(row[schema.SHARE_OF_AREA], 2)} of the area, hold {captured} "
        "% of the later months; squares of as large an area by the shrunk history "
        f"{_squares_beside(scores, row[schema.CHOSEN_GROUND])} %."
    )


def _streets(findings: TargetFindings) -> Iterator[str]:
    """Say what as many metres of street hold as streets, as harm spots and as squares."""
    scores = findings.scores
    rows = scores[
        (scores[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & scores[schema.CHOSEN_GROUND].str.startswith("as much street as")
    ]
    captured = dict(zip(rows[schema.METHOD], rows[schema.CAPTURED], strict=True))
    beside = (
        RankingMethod.STREETS_BY_PAST,
        RankingMethod.SPOTS_BY_PAST,
        RankingMethod.SHRUNK,
    )
    if not set(beside) <= set(captured):
        return
    streets, spots, squares = (words.share(captured[method], 1) for method in beside)
    yield (
        f"On as many metres of street as the harm spots hold, streets hold {streets} of the later "
        f"months, harm spots {spots}, squares by the shrunk history {squares}."
    )


def _squares_beside(scores: pd.DataFrame, ground: str) -> str:
    row = scores[
        (scores[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & (scores[schema.CHOSEN_GROUND] == ground)
        & (scores[schema.METHOD] == RankingMethod.SHRUNK)
    ].iloc[0]
    return f"{row[schema.CAPTURED] * 100:.1f}"


def method_of_study(params: AccuracyParams, index_name: str, period: tuple[date, date]) -> str:
    """Return in a few sentences how the study was made."""
    compare = params.compare
    shares = words.listed([words.share(share, None) for share in compare.area_shares])
    return (
        f"Hold-out over {days(*period)}: places chosen on the months known, judged on "
        f"later ones, at {shares} of the area and at {compare.spot_count:,} spots. Squares of "
        f"{compare.cell_size_m:g} m: those with their centre in the study area, and any that holds "
        f"an offence. Harm is the {index_name}. Settings chosen on two earlier periods of two "
        f"months each. Intervals: {compare.resamples:,} resamples of the squares (seed "
        f"{compare.seed}). Ties are shared alike by every ranking."
    )


def _points(value: float) -> str:
    return f"{signed_points(value)} points"
