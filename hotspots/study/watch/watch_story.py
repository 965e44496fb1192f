"""The week's watch, told: what a reader may see, and the sentences that are read first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.render.watch.band_picture import BandPicture
from hotspots.render.watch.watch_page import PlanTold, WatchItem
from hotspots.schema import WatchVerdict
from hotspots.study.watch.watched_plan import IN_WORDS, STEPS_SHOWN, Watched, WatchedCircles

if TYPE_CHECKING:
    from hotspots.analyse.change.offence_series import Step
    from hotspots.analyse.periods import Period
    from hotspots.analyse.watch.moving_circle import Circle
    from hotspots.arrays import Floats
    from hotspots.study.years import Years

# A full window of withheld weeks is told to the nearest five.
A_RANGE: Final = 5
OFFENCES: Final = "offences"
MOST_FIGURES: Final = 5  # of a million, or a thousand: below it the next smaller unit is clearer
SURELY_KNOWN: Final = 0.99
PERHAPS: Final = (WatchVerdict.PERHAPS, WatchVerdict.DRIFTING)
NOT_WHY: Final = (
    "A count above its band says that something is unlike before, not what: recording, one series, "
    "an event and police work look alike in it."
)


def watch_table(watched: Watched, step: Step) -> pd.DataFrame:
    """Return one row an area, with what a reader may see: ``schema.WATCH_COLUMNS``."""
    return pd.DataFrame(
        [_row(watched, area, step) for area in range(len(watched.areas))],
        columns=list(schema.WATCH_COLUMNS),
    )


def _row(watched: Watched, area: int, step: Step) -> dict[str, Any]:
    found, no_level = watched.found, bool(watched.level_hidden[area])
    hidden = bool(watched.hidden[area, -1])
    window, exact = _window(watched, area)
    level = {
        schema.WATCH_EXPECTED: found.past.expected[area, -1],
        schema.BAND_LOW: found.low[area, -1],
        schema.BAND_HIGH: found.high[area, -1],
        schema.WINDOW_EXPECTED: found.window_expected[area],
    }
    if watched.unit:
        level = {name: _estimate(watched, value) for name, value in level.items()}
    of_both = {
        schema.WATCH_Z: found.z[area],
        schema.WATCH_P: found.p[area],
        schema.WATCH_Q: found.q[area],
        schema.TRACKING: found.tracking[area],
    }
    return {
        schema.PLAN: watched.plan.name,
        schema.AREA_NAME: watched.areas[area],
        schema.WATCHED_STEP: step.in_words(watched.periods[-1]),
        schema.WATCH_COUNT: math.nan if hidden else _figure(watched, found.count[area]),
        **(dict.fromkeys(level, math.nan) if no_level else level),
        **(dict.fromkeys(of_both, math.nan) if hidden or no_level else of_both),
        schema.WINDOW_COUNT: window,
        schema.WINDOW_P: found.window_p[area] if exact and not no_level else math.nan,
        schema.WATCH_VERDICT: str(found.verdicts[area]),
        schema.WATCH_WHY: why(watched, area, step),
        schema.ALARM_ID: None,
        schema.OPEN_SINCE: None,
        schema.WATCHED_UNIT: watched.unit or OFFENCES,
    }


def _figure(watched: Watched, value: float) -> float:
    """Return a count as it is, and a sum of weights so that it tells no kinds of offence."""
    if not watched.in_figures:
        return float(value)
    return float(care.shown_harm(value, figures=care.HARM_FIGURES_OF_A_WARD))


def _estimate(watched: Watched, value: float) -> float:
    """Return what a sum of weights is expected to be, or its band, to as many figures as hold."""
    return float(care.shown_harm(_figure(watched, value)))


def _in_words(watched: Watched, value: float) -> str:
    """Return "12", or "4,100,000 pounds"."""
    if not watched.unit:
        return words.number(value)
    return f"{words.number(_figure(watched, value))} {watched.unit}"


def _window(watched: Watched, area: int) -> tuple[str, bool]:
    """Return the newest steps' count in words, and whether it is told to the offence."""
    length = watched.params.watch.window
    if not watched.hidden[area, -length:].any():
        return _in_words(watched, watched.found.window_count[area]), True
    if watched.unit:
        return care.WITHHELD, False
    count = int(watched.found.window_count[area])
    if count < care.FEWEST_COUNTED:
        return care.FEW, False
    least = count // A_RANGE * A_RANGE
    return f"{least} to {least + A_RANGE - 1}", False


def why(watched: Watched, area: int, step: Step) -> str:
    """Return why an area is called what it is called, a clause."""
    found, verdict = watched.found, watched.found.verdicts[area]
    if verdict is WatchVerdict.UNKNOWN:
        return f"fewer than three {step}s before it are known"
    hidden = bool(watched.hidden[area, -1])
    few = f"{care.FEW} offences" if watched.unit else care.FEW
    count = few if hidden else _in_words(watched, float(found.count[area]))
    level = "" if watched.level_hidden[area] else _level(watched, area)
    if verdict is WatchVerdict.GATHERING:
        window, _ = _window(watched, area)
        expected = found.window_expected[area]
        amount = _expected_in_words(watched, expected)
        about = "" if watched.level_hidden[area] else f"; about {amount} were expected"
        return f"{window} in the last {watched.params.watch.window} {step}s together{about}"
    told = f"{count} in the {step}{level}"
    if verdict is WatchVerdict.PERHAPS:
        others = words.plural(len(watched.areas), "area")
        return f"{told}; among {others} one as high may be chance"
    if verdict is WatchVerdict.DRIFTING:
        return f"{told}; it has run above its expectation {step} by {step}"
    return told


def _level(watched: Watched, area: int) -> str:
    found = watched.found
    expected = _expected_in_words(watched, found.past.expected[area, -1])
    if watched.unit:
        low, high = (_estimate(watched, each[area, -1]) for each in (found.low, found.high))
    else:
        low, high = math.ceil(found.low[area, -1]), math.floor(found.high[area, -1])
    upto = words.number(high)
    band = f"{words.number(low)} to {upto}" if low > 0 else f"up to {upto}"
    return f"; about {expected} were expected, and chance gives {band}"


def _expected_in_words(watched: Watched, expected: float) -> str:
    return _in_words(watched, _estimate(watched, expected)) if watched.unit else _amount(expected)


def _amount(expected: float) -> str:
    return words.number(expected, 0 if expected >= 10 else 1)  # noqa: PLR2004 - two figures


def circle_table(found: WatchedCircles) -> pd.DataFrame:
    """Return one row a circle: ``schema.CIRCLE_COLUMNS``."""
    rows = [
        {
            schema.PLAN: found.plan.name,
            schema.AREA_NAME: name,
            schema.DISTRICT: district,
            schema.EASTING: each.easting,
            schema.NORTHING: each.northing,
            schema.RADIUS_M: found.params.circle.radius_m,
            schema.CIRCLE_STEPS: each.steps,
            schema.CIRCLE_COUNT: each.count,
            schema.CIRCLE_EXPECTED: each.expected,
            schema.CIRCLE_P: each.chance,
        }
        for name, district, each in found.circles
    ]
    return pd.DataFrame(rows, columns=list(schema.CIRCLE_COLUMNS))


def circle_in_words(district: str, each: Circle, radius_m: float, step: Step) -> str:
    """Return what a circle holds, a clause."""
    when = f"the {step}" if each.steps == 1 else f"the last {each.steps} {step}s"
    return (
        f"{each.count} in {when} within {radius_m:g} m of {each.easting:.0f} E {each.northing:.0f} "
        f"N ({district}); about {_amount(each.expected)} were expected there, and chance makes a "
        f"circle as full somewhere in {words.rounded_share(each.chance)} of such {step}s"
    )


def alarms_of(
    watched: Sequence[Watched], circles: Sequence[WatchedCircles], period: Period
) -> pd.DataFrame:
    """Return the alarms of this step, as the ledger takes them."""
    rows = [
        (each.plan.name, each.areas[area], str(verdict))
        for each in watched
        for area, verdict in enumerate(each.found.verdicts)
        if verdict in schema.ALARMS
    ]
    gathering = str(WatchVerdict.GATHERING)
    rows += [(each.plan.name, name, gathering) for each in circles for name, *_ in each.circles]
    # The force is among the areas of every kind.
    table = pd.DataFrame(
        list(dict.fromkeys(rows)), columns=[schema.PLAN, schema.AREA_NAME, schema.SIGN]
    ).drop_duplicates([schema.PLAN, schema.AREA_NAME], ignore_index=True)
    return table.assign(
        **{
            schema.STEP_FIRST: pd.Timestamp(period.first),
            schema.STEP_LAST: pd.Timestamp(period.last),
        }
    )


def plan_told(
    watched: Sequence[Watched],
    circles: WatchedCircles | None,
    step: Step,
    ids: Mapping[tuple[str, str], tuple[str, str]],
    *,
    number: int,
) -> PlanTold:
    """Return what the page says of one plan.

    Parameters
    ----------
    watched : sequence of Watched
        The plan by each kind of area; at least one of them or ``circles``.
    circles : WatchedCircles or None
    step : Step
    ids : mapping of (plan, area) to (alarm id, open since)
        Of the alarms that are kept; empty where none is.
    number : int
        Of the plan in the page.
    """
    plan, label = next((each.plan, each.label) for each in (*watched, circles) if each is not None)
    items = [
        *_circle_items(circles, step, ids),
        *_area_items(watched, step, ids, schema.ALARMS, number),
    ]
    return PlanTold(
        name=plan.name,
        label=label,
        items=tuple(items),
        perhaps=tuple(_area_items(watched, step, ids, PERHAPS, number)),
        quiet=" ".join(_quiet(each) for each in watched),
        tell=f"Tell {words.listed(plan.tell)}." if plan.tell else "",
        first=plan.first,
    )


def _quiet(watched: Watched) -> str:
    verdicts = watched.found.verdicts[1:]
    within = sum(each is WatchVerdict.WITHIN for each in verdicts)
    below = [
        name
        for name, verdict in zip(watched.areas[1:], verdicts, strict=True)
        if verdict is WatchVerdict.BELOW
    ]
    fell = f" Below it: {words.listed(below, most=5)}." if below else ""
    kind = words.plural(len(verdicts), IN_WORDS[watched.kind])
    return f"Of {kind} {within:,} stayed within the band.{fell}"


def _area_items(
    watched: Sequence[Watched],
    step: Step,
    ids: Mapping[tuple[str, str], tuple[str, str]],
    verdicts: Sequence[WatchVerdict],
    number: int,
) -> Iterator[WatchItem]:
    told: set[str] = set()
    for each in watched:
        for area in np.lexsort([each.found.p]):
            verdict = each.found.verdicts[area]
            # The force is among the areas of every kind, and is told once.
            if verdict in verdicts and each.areas[area] not in told:
                told.add(each.areas[area])
                alarm, since = ids.get((each.plan.name, each.areas[area]), ("", ""))
                yield WatchItem(
                    heading=f"{each.areas[area]}: {verdict}",
                    sentence=words.sentence(why(each, int(area), step)),
                    alarm_id=alarm,
                    open_since=since,
                    picture=band_picture(each, int(area), step, number),
                )


def _circle_items(
    circles: WatchedCircles | None,
    step: Step,
    ids: Mapping[tuple[str, str], tuple[str, str]],
) -> Iterator[WatchItem]:
    if circles is None:
        return
    for name, district, each in circles.circles:
        alarm, since = ids.get((circles.plan.name, name), ("", ""))
        told = circle_in_words(district, each, circles.params.circle.radius_m, step)
        yield WatchItem(
            heading=f"{name}: {WatchVerdict.GATHERING}",
            sentence=words.sentence(told),
            alarm_id=alarm,
            open_since=since,
        )


def band_picture(watched: Watched, area: int, step: Step, number: int) -> BandPicture:
    """Return the chart of an area's newest steps."""
    shown = slice(-STEPS_SHOWN, None)
    found, hidden = watched.found, watched.hidden[area]
    no_level = bool(watched.level_hidden[area])
    counts, amounts = watched.counts[area, shown], watched.amounts[area, shown]
    if watched.in_figures:
        amounts = care.shown_harm(amounts, figures=care.HARM_FIGURES_OF_A_WARD)

    divisor, called = _scale(watched, amounts, found.high[area, shown])

    def level(values: Any) -> tuple[float, ...]:  # noqa: ANN401 - an array
        own = values[area, shown] / divisor
        return tuple(np.full(len(own), np.nan) if no_level else own)

    return BandPicture(
        key=f"{watched.kind}-{area}-{number}",
        title=f"{watched.plan.name}, {watched.areas[area]}",
        sentence=words.sentence(why(watched, area, step)),
        step=str(step),
        begins=tuple(each.first for each in watched.periods[shown]),
        counts=tuple(np.where(hidden, np.nan, amounts / divisor)),
        withheld=tuple(
            bool(each) and count > 0 for each, count in zip(hidden, counts, strict=True)
        ),
        expected=level(found.past.expected),
        low=level(found.low),
        high=level(found.high),
        unit=called,
    )


def _scale(watched: Watched, amounts: Floats, high: Floats) -> tuple[float, str]:
    """Return by what a chart's values are divided, so that they are short, and their unit."""
    if not watched.unit:
        return 1.0, OFFENCES
    most = float(np.nanmax([*amounts, *high, 0.0]))
    for divisor, called in ((1e6, "million"), (1e3, "thousand")):
        if most >= MOST_FIGURES * divisor:
            return divisor, f"{called} {watched.unit}"
    return 1.0, watched.unit


def how_sure(watched: Sequence[Watched], circles: Sequence[WatchedCircles], step: Step) -> str:
    """Say how many false alarms a year chance gives in all that is watched."""
    by_bands = sum(each.found.false_alarms_a_year for each in watched)
    by_circles = sum(each.params.circle.circle_chance * step.season for each in circles)
    areas = sum(len(each.areas) for each in watched)
    told = []
    if watched:
        told.append(
            f"If nothing changes anywhere, chance alone gives about {words.number(by_bands, 1)} "
            f"false alarms a year in these {words.plural(areas, 'area')}"
        )
    if circles:
        also = f"{words.number(by_circles, 1)} false circles a year"
        told.append(f"about {also} by the moving circle" if told else f"Chance gives about {also}")
    return f"{' and '.join(told)}. {NOT_WHY}" if told else NOT_WHY


def caveats(years: Years, period: Period, step: Step, *, knows_season: bool) -> Iterator[str]:
    """Give what a reader must know, the weightiest first."""
    known = 1.0 if years.delay is None else years.delay.share_known(period)
    if known < SURELY_KNOWN:
        yield (
            f"Offences are reported late: of this {step} about {words.share(known)} is known by "
            "now. What was expected is taken for that share, and an alarm may come a "
            f"{step} late."
        )
    if not knows_season:
        yield (
            f"The data hold fewer than two years of {step}s: the season cannot be told from the "
            "trend, and the expectation is the level of the last quarter. Give earlier "
            "years, too."
        )
    if years.cover.by_month:
        yield (
            "Offences are known to the month only, so that months are watched: a series of a few "
            "weeks may be over when its month is told."
        )
    if care.fewest_of(years.loaded.offences) > 1:
        yield (
            f"Counts of 1 to {care.FEWEST_COUNTED - 1} are withheld, with whatever they could be "
            "worked out from; whether a band was broken is told."
        )
    for note in years.loaded.notes:
        yield words.sentence(note)


def method_in_words(step: Step, window: int, *, by_harm: bool = False) -> str:
    """Return how a week was judged."""
    of_sums = (
        " A plan by harm holds sums of weights beside their band, in the unit of equal events by "
        "which they vary (Σw²/Σw), and each of them beside the compound distribution of the number "
        "of offences and of what one weighs."
    )
    return (
        f"Offences are counted by the {step} in which they began. Each area's expectation is its "
        "own level of the year before, carried along the whole force's season and trend (Poisson "
        "regression). The band is the square of the root of that ± z/2, widened by how much counts "
        f"vary and how little the level rests on. The last {window} {step}s together are set "
        "beside what a moving window reaches by chance in a year (Naus 1982), and a run above the "
        "expectation is told by Trigg's tracking signal. An alarm holds at the false discovery "
        "rate over all areas of its plan. A moving circle is judged by a space-time permutation "
        f"scan (Kulldorff 2005).{of_sums if by_harm else ''}"
    )
