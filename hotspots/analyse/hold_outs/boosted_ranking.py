"""A boosted Poisson regression over all kinds of offence: the ceiling for simpler rankings.

It learns from the earlier two thirds of what is known which records, in a square and around it,
went with how many of the offences asked for in the last third; and then scores every square by all
that is known. It is shown so that a reader sees what a learner could win, and not to be mapped: why
it puts a square first cannot be told in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from threadpoolctl import threadpool_limits

from hotspots.analyse.hold_outs.shrunk_history import ShrunkHistoryParams, places_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hotspots.analyse.hold_outs.rankings import Ground, Target
    from hotspots.arrays import Floats, Longs

# The kinds that are counted on their own: as many as data.police.uk has. The rest are in the sum.
MOST_KINDS: Final = 14
# The last third of what is known is learned from the months before it: half a year and a quarter,
# of nine months.
LEARNED_SHARE: Final = 1 / 3
# Small trees and slow steps. Trees of 15 leaves learned chance: in Essex in 2025 they held 5 points
# fewer burglaries at 1 % of the area. Between 60 and 200 steps the share hardly changed.
LEAVES, STEPS, RATE, FEWEST_IN_LEAF, SHRINKAGE = 6, 100, 0.05, 100, 10.0
MOST_STEPS: Final = 255  # of a fact: as many as scikit-learn tells apart
_AT_ONCE: Final = 4_096  # squares


@dataclass(frozen=True, kw_only=True, eq=False)
class SteppedFacts:
    """What is known of each square, each fact in steps of as many squares; whatever is foreseen.

    Attributes
    ----------
    before : int
        The months that are learned from; those after, up to what is known, are learned.
    rows, times : array of shape (r,)
        The squares that are learned from, and how many each of them stands for.
    learned : array of shape (r, facts)
        Of those squares, as known after ``before`` months.
    whole : array of shape (squares, facts)
        Of every square, as all that is known has it.
    """

    before: int
    rows: Longs
    times: Floats
    learned: NDArray[np.uint8]
    whole: NDArray[np.uint8]


def stepped_facts(ground: Ground, known: int, beside: Floats | None = None) -> SteppedFacts:
    """Return what is known of each square after so many months, in steps.

    Parameters
    ----------
    ground : Ground
    known : int
        In months, from three on. Nothing later is looked at.
    beside : array of shape (squares, facts), optional
        What else is known of each square, such as its dwellings. Not from the months judged.
    """
    before = known - max(1, round(known * LEARNED_SHARE))
    kinds = _main_kinds(ground, known)
    anything = np.bincount(ground.place[ground.month < before], minlength=ground.size) > 0
    rows, times = places_to_read(anything)
    facts = [part[rows] for part in _facts(ground, before, kinds, beside)]
    limits = [[_limits(fact, times) for fact in part.T] for part in facts]
    whole = _facts(ground, known, kinds, beside)
    return SteppedFacts(
        before=before,
        rows=rows,
        times=times,
        learned=np.hstack([_steps(*each) for each in zip(facts, limits, strict=True)]),
        whole=np.hstack([_steps(*each) for each in zip(whole, limits, strict=True)]),
    )


def by_boosting(target: Target, known: int, facts: SteppedFacts | None = None) -> Floats:
    """Score each square by what boosted regression trees expect of it.

    Parameters
    ----------
    target : Target
    known : int
        In months, from three on. Nothing later is looked at.
    facts : SteppedFacts, optional
        Of as many months; the ground's own by default.

    Returns
    -------
    array of shape (squares,)
        Times the average square; all 0 where nothing came in the months that are learned.

    Notes
    -----
    The settings are fixed and not tuned to the data; the same data give the same scores, whatever
    the order of the rows and the number of threads.

    References
    ----------
    Friedman, J. H. (2001) Greedy function approximation: a gradient boosting machine. Annals of
    Statistics 29, 1189–1232. By scikit-learn's HistGradientBoostingRegressor.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - a second to import

    facts = facts or target.ground.once(stepped_facts, known)
    came = target.held(facts.before, known)
    if not came.any():
        return np.zeros(target.ground.size)
    model = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=STEPS,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=FEWEST_IN_LEAF,
        l2_regularization=SHRINKAGE,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(limits=1, user_api="openmp"):
        model.fit(facts.learned, came[facts.rows] / came.mean(), sample_weight=facts.times)
        scores = np.empty(target.ground.size)
        # As many squares as a processor keeps at hand while it goes through the trees.
        for first in range(0, scores.size, _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            scores[some] = model.predict(facts.whole[some])
    return scores


def _limits(fact: Floats, times: Floats) -> Floats:
    """Return the values that part a fact into ``MOST_STEPS`` steps of as many squares each.

    Those that scikit-learn would find, which sorts a weighted fact anew for each of them. A step
    in which no square lies is one with the next.
    """
    order = np.argsort(fact)
    value, reached = fact[order], np.cumsum(times[order])
    distinct = np.unique(value)
    if distinct.size <= MOST_STEPS:
        found = (distinct[1:] + distinct[:-1]) / 2
    else:
        wanted = np.linspace(0, 100, num=MOST_STEPS + 1)[1:-1] / 100 * reached[-1]
        at = np.minimum(np.searchsorted(reached, wanted), value.size - 1)
        after = np.minimum(at + 1, value.size - 1)
        is_inside = reached[at] - wanted > np.finfo(np.float64).eps
        found = np.unique(np.where(is_inside, value[at], (value[at] + value[after]) / 2))
    filled = np.unique(np.searchsorted(found, distinct))
    return np.asarray(found[filled[filled < found.size]])


def _steps(facts: Floats, limits: Sequence[Floats]) -> NDArray[np.uint8]:
    """Return the step of each fact: a value on a limit belongs to the step below."""
    steps = np.empty(facts.shape, dtype=np.uint8)
    for number, own in enumerate(limits):
        steps[:, number] = np.searchsorted(own, facts[:, number])
    return steps


def _main_kinds(ground: Ground, known: int) -> Longs:
    """Return the most frequent kinds, numbered from 0; -1 for each of the others."""
    counts = np.bincount(ground.kind[ground.month < known])
    first = np.argsort(-counts, kind="stable")[:MOST_KINDS]
    number = np.full(max(counts.size, int(ground.kind.max()) + 1), -1, dtype=np.int64)
    number[first] = np.arange(first.size)
    return number


def _facts(ground: Ground, known: int, kinds: Longs, beside: Floats | None) -> Iterator[Floats]:
    """Give what is known of each square: each kind a month in it, near it, and farther out.

    How near, and how far, as for the shrunk history; the last of each are all kinds together.
    """
    seen = ground.month < known
    kind, columns = kinds[ground.kind[seen]], int(kinds.max()) + 1

    def table(where: Longs, size: int) -> Floats:
        main = kind >= 0
        cells = np.bincount(where[main] * columns + kind[main], minlength=size * columns)
        every = np.bincount(where, minlength=size)
        return np.column_stack([cells.reshape(size, columns), every]) / known

    yield table(ground.place[seen], ground.size)
    at_points = table(ground.point[seen], ground.points.eastings.size)
    for near in ground.around(ShrunkHistoryParams()):
        yield near @ at_points
    if beside is not None:
        yield beside
