"""What a slot card says: times, shares, what to do there, and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import Final

from hotspots import words
from hotspots.render.patrols.slot_card import DistrictPlan, PlanFacts, PlannedVisit, SlotCard

EVIDENCE: Final = (
    "Koper (1995): a visit of 10 to 15 minutes keeps a place quiet for longest after officers "
    "leave; a longer stay adds little. Come at irregular times, and be seen on foot."
)
PAST_PATROLS: Final = (
    "A plan is not a patrol: what was done there has to be recorded, or nothing can be said of "
    "what it achieved."
)
HOURS_UNKNOWN: Final = (
    "The source gives months, not hours. No hours are invented here: visits are spread evenly at "
    "random over the hours on duty."
)
NO_HOUR_HERE: Final = (
    "No offence in this spot has a known time; its hours are taken from those around it."
)
SUGGESTED: Final = (
    "Suggested by what is recorded most here; being seen and speaking to people comes first, and "
    "nothing shows that one of these works better than another."
)
NO_VISIT: Final = "no visit"
_ROBBED: Final = (
    "Engagement: speak to people at bus stops, cash machines and on the way home; phones and bags "
    "out of sight."
)
_ARMED: Final = (
    "Directed patrol: walk the corners, bins and planters where things are put out of sight."
)
_TRADING: Final = (
    "Business check: call in, ask what has happened since the last visit, and what staff worry "
    "about."
)
_VIOLENT: Final = (
    "Directed patrol: stand and walk where people gather or queue; speak to door staff, drivers "
    "and whoever runs the place."
)
# Words of an offence's name, and what officers can do about it in a quarter of an hour.
_DOINGS: Final = (
    (("robbery", "theft from the person", "theft from person"), _ROBBED),
    (("weapon", "knife", "blade"), _ARMED),
    (("shoplifting", "burglary", "criminal damage", "vehicle"), _TRADING),
    (("violence", "assault", "injury", "wounding", "affray", "harassment", "order"), _VIOLENT),
)
_ANYWHERE: Final = "Engagement: be seen on foot, and speak to people who live, work or wait here."
MOST_DOINGS: Final = 3


def day_in_words(day: date) -> str:
    """Return a day as ``Fri 9 Jan``."""
    return words.short_day(day)


def week_in_words(facts: PlanFacts) -> str:
    """Return the week as ``Monday 5 to Sunday 11 January 2026``."""
    first, last = facts.days[0], facts.days[-1]
    start = f"Monday {first.day}"
    if first.month != last.month:
        start += f" {first:%B}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to Sunday {words.day(last)}"


def start_in_words(visit: PlannedVisit) -> str:
    """Return when a visit begins: ``21:15``, and ``00:15 Sat`` after midnight."""
    after_midnight = visit.begins.date() != visit.day
    return f"{visit.begins:%H:%M}" + (f" {visit.begins:%a}" if after_midnight else "")


def visits_by_day(
    card: SlotCard, facts: PlanFacts, *, at_night: bool
) -> list[tuple[str, list[str]]]:
    """Return each duty day with the starts of its visits in one part of the week.

    Of the nights only those with a visit are given; of the rest of the week every day is, so that
    a day without a visit can be told from one that was forgotten.
    """
    found = []
    for day in facts.days:
        starts = [
            start_in_words(visit)
            for visit in card.visits
            if visit.day == day and visit.at_night == at_night
        ]
        if starts or not at_night:
            found.append((day_in_words(day), starts))
    return found


def doings(card: SlotCard) -> list[str]:
    """Return what officers can do there, by the offences that are most frequent; at most three."""
    named = card.top_offences.lower()
    found = [doing for words, doing in _DOINGS if any(word in named for word in words)]
    return [*found, _ANYWHERE][:MOST_DOINGS]


def count_in_words(card: SlotCard) -> str:
    """Return how many visits there are, the night-time economy apart."""
    rest = len(card.visits) - card.night_visits
    return f"{_visits(rest)} in the rest of the week, {card.night_visits} in the night-time economy"


def unfitted_in_words(card: SlotCard) -> str:
    """Return how many visits were not fitted and why; empty where all were."""
    if not card.unfitted:
        return ""
    was = "was" if card.unfitted == 1 else "were"
    return f"{_visits(card.unfitted)} asked for {was} not fitted: {card.unfitted_reason}."


def coverage_in_words(card: SlotCard) -> str:
    """Return what the visited hours hold, and the price of not being predictable."""
    if card.covered is None or card.random is None or card.best is None:
        return HOURS_UNKNOWN
    return (
        f"The hours visited this week hold {words.rounded_share(card.covered)} of the harm "
        f"expected here in a week. As many hours taken at random would hold "
        f"{words.rounded_share(card.random)}; always the same "
        f"heaviest hours {words.rounded_share(card.best)}, but then anyone could learn them."
    )


def map_in_words(card: SlotCard) -> str:
    """Return what the small map shows, for whoever cannot see it."""
    return f"Map of {card.name} and the streets around it."


def no_picture_in_words(facts: PlanFacts) -> str:
    """Return why a card has no picture of its week."""
    return NO_HOUR_HERE if facts.hours_known else HOURS_UNKNOWN


def rests_in_words(card: SlotCard) -> str:
    """Return how far the hours are the spot's own."""
    if not card.own:
        return ""
    return (
        f"The expected hours rest to {words.rounded_share(card.own)} on this spot's own "
        f"{card.timed:,} offences with a known time, and otherwise on those around it in the "
        "district: few offences say little of single hours."
    )


def plan_in_words(facts: PlanFacts) -> str:
    """Return what was asked of the plan."""
    pairs = words.plural(facts.pairs, "pair")
    night = f" Night-time economy: {facts.night}, counted apart." if facts.night else ""
    return (
        f"{_visits(facts.visits_a_day)} a day to each spot on average over the week, of "
        f"{facts.minutes} minutes, between {facts.duty}, at least {facts.gap_minutes} minutes "
        f"apart, by {pairs} of officers on duty.{night} No start is used two weeks running."
    )


def plan_figures(plan: DistrictPlan) -> tuple[tuple[str, str], ...]:
    """Return the headline figures of a district's plan as label and value."""
    visits = plan.visits
    at_night = sum(visit.at_night for visit in visits)
    return (
        ("Harm spots", f"{len(plan.cards):,}"),
        ("Visits planned", f"{len(visits):,}"),
        ("Of them in the night-time economy", f"{at_night:,}"),
        ("Not fitted", f"{plan.unfitted:,}"),
        ("Harm in the hours visited", _covered(plan)),
    )


def _covered(plan: DistrictPlan) -> str:
    """Return the mean of the spots' shares, each spot alike."""
    if not plan.cards:
        return "no spot"
    shares = [card.covered for card in plan.cards if card.covered is not None]
    return words.rounded_share(sum(shares) / len(shares)) if shares else "hours not known"


def _visits(count: int) -> str:
    return words.plural(count, "visit")
