"""A visit list in words: how near, why, by when, and the facts at its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from hotspots import words
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import stamp_facts
from hotspots.render.visit_lists.visit_list import HomeToVisit, RoundFacts, ToldPlace, VisitList
from hotspots.schema import Nearness, Tier

# What a list says tells nobody whose home was burgled.
NEARNESS_WORDS: Final[Mapping[Nearness, str]] = {
    Nearness.STREET: "Same street",
    Nearness.WITHIN_100_M: "Within 100 m",
    Nearness.WITHIN_200_M: "Within 200 m",
    Nearness.WITHIN_400_M: "Within 400 m",
    Nearness.FURTHER: "Further off",
}
NEARNESS_MEANINGS: Final[Mapping[Nearness, str]] = {
    Nearness.STREET: "There was a burglary in this street, or on the other side of it.",
    Nearness.WITHIN_100_M: "There was one in a street that begins within 100 m.",
    Nearness.WITHIN_200_M: "The same, within 200 m.",
    Nearness.WITHIN_400_M: "The same, within 400 m.",
    Nearness.FURTHER: "The same, further off.",
}
TIER_WORDS: Final[Mapping[Tier, str]] = {
    Tier.STREET: "Same street",
    Tier.NEARBY: "Near by",
    Tier.LEAFLET: "Further off",
}
NO_SET_TIME: Final = "No set time"
NO_SET_TIME_MEANING: Final = (
    "No set time: no clock runs, and the home is never overdue. It lies further off, or the "
    "burglary was reported before cocooning began here."
)
NOTHING_TO_VISIT: Final = "No home is to be visited on this list."
NOT_SHOWN: Final = "Near repeat is not shown here: “What this list rests on” says what that means."
RETURN: Final = (
    "Hand the ticked sheet to whoever keeps the record: they fill in this list’s workbook, and "
    "“hotspots visits import” reads it."
)
HANDLING: Final = (
    "This list names homes. Do not leave it at a door, and do not let it be read there: what is "
    "left at a door is the letter alone. To a neighbour, say that there was a burglary, never "
    "where. Which homes are owed aftercare is on the aftercare sheet, for whoever calls there."
)
_M_PER_KM: Final = 1000.0
_AGES: Final[Mapping[int, str]] = {
    7: "in the last week",
    14: "in the last two weeks",
    28: "in the last four weeks",
    42: "in the last six weeks",
}


def why(home: HomeToVisit) -> str:
    """Return why a home is on the list, for example ``Burglary in this street, in the last week``.

    Of the nearest burglary alone, and by its street: several, each with its distance, would lead to
    the homes that were burgled.
    """
    where = {
        Nearness.STREET: "in this street",
        Nearness.FURTHER: "in a street further off",
    }.get(home.nearness, f"in a street {home.nearness}")
    age = "more than six weeks ago" if home.within_days is None else _AGES[home.within_days]
    return f"Burglary {where}, {age}"


def _burglaries(count: int) -> str:
    return words.plural(count, "burglary", "burglaries")


def due_in_words(home: HomeToVisit) -> str:
    """Return by when to call, for example ``OVERDUE since Fri 20 Nov``."""
    if home.due is None:
        return due_short(home)
    return f"{'OVERDUE since' if home.overdue else 'By'} {due_short(home)}"


def due_short(home: HomeToVisit) -> str:
    """Return the day by which to call: rows with one moment would be known to share a burglary."""
    return NO_SET_TIME if home.due is None else words.short_day(home.due)


def change_in_words(home: HomeToVisit) -> str:
    """Return what a row is beside the last list: "New", "Again", nothing where it stayed."""
    words = {"new": "New", "returned": "Again"}
    return words.get(home.change, "" if home.change == "kept" else home.change.capitalize())


def long_moment(moment: datetime) -> str:
    """Return a moment in full, for example ``Friday 20 November 2026, 09:30 GMT``."""
    return words.moment(moment, weekday=True)


def length_in_words(metres: float) -> str:
    """Return a walk's length as it is meant: ``3.2 km``, or ``450 m`` to the nearest ten."""
    return f"{metres / _M_PER_KM:.1f} km" if metres >= _M_PER_KM else f"{round(metres, -1):.0f} m"


def count_by_nearness(homes: Sequence[HomeToVisit]) -> dict[Nearness, int]:
    """Return how many homes there are of each nearness, the nearest first."""
    counts = {near: sum(home.nearness is near for home in homes) for near in Nearness}
    return {near: count for near, count in counts.items() if count}


def tiers(homes: Sequence[HomeToVisit]) -> list[Tier]:
    """Return the tiers that homes are told of, the strongest first."""
    return [tier for tier in Tier if any(home.tier is tier for home in homes)]


EVIDENCE: Final = "Is near repeat at work here?"
_OF_HOMES: Final = ("Rounds", "Handling")  # where there is none, nothing is said of them


def list_facts(the_list: VisitList) -> dict[str, str]:
    """Return what the list says of itself as label and text, in reading order.

    The facts of the list come first, then those of the stamp, whose period is that of the
    burglaries. Every product that has room for a table of its own facts shows these.
    """
    facts = the_list.facts
    own = {
        "District": facts.district,
        "As of": long_moment(facts.as_of),
        "Expires": expiry_in_words(the_list),
        EVIDENCE: evidence_in_words(the_list),
        "Homes": homes_in_words(the_list),
        "Left out": left_out_in_words(the_list),
        "Rounds": walk_in_words(the_list),
        "Clocks": clocks_in_words(the_list),
        "Since the last list": changes_in_words(the_list),
        "Handling": handling(the_list),
    }
    if not the_list.homes:
        own = {label: text for label, text in own.items() if label not in _OF_HOMES}
    return {label: plain_text(text) for label, text in own.items()} | stamp_facts(facts.stamp)


# What a team at the doors has no use for: it stands on the sergeant's workbook and the receipt.
_NOT_CARRIED: Final = (EVIDENCE, "Rows", "Source", "As of", "Marking")


def facts_to_carry(the_list: VisitList) -> dict[str, str]:
    """Return the facts that the phone's page shows below its homes."""
    return {
        label: text for label, text in list_facts(the_list).items() if label not in _NOT_CARRIED
    }


def short_moment(moment: datetime) -> str:
    """Return a moment in short, for example ``Fri 20 Nov 08:00``."""
    return words.short_moment(moment)


def evidence_in_words(the_list: VisitList) -> str:
    """Return what the list rests on; where that was not found it begins so that it is read."""
    facts = the_list.facts
    return facts.evidence if facts.evidence_supports else f"READ FIRST. {facts.evidence}"


def handling(the_list: VisitList) -> str:
    """Return how the list is to be handled, as far as it names anybody's home, and comes back."""
    return f"{HANDLING} {RETURN}" if the_list.homes else "This list names no home."


def figures(the_list: VisitList) -> list[tuple[str, str]]:
    """Return the headline figures as label and value."""
    facts, homes = the_list.facts, the_list.homes
    return [
        (f"homes to visit, in {words.plural(len(facts.rounds), 'round')}", f"{len(homes):,}"),
        ("overdue", f"{sum(home.overdue for home in homes):,}"),
        ("with no set time", f"{without_time(homes):,}"),
        ("on foot", length_in_words(sum(each.walk_m for each in facts.rounds))),
    ]


def without_time(homes: Sequence[HomeToVisit]) -> int:
    """Return for how many homes no clock runs."""
    return sum(home.due is None for home in homes)


def round_heading(facts: RoundFacts) -> str:
    """Return what stands above a round, for example ``Round 1: 60 homes``."""
    return f"Round {facts.number}: {words.plural(facts.visits, 'home')}"


def round_in_words(facts: RoundFacts) -> str:
    """Return what a round asks for, for example ``1.4 km on foot, 2 drives (9 km), about 6½ h``."""
    parts = [f"{length_in_words(facts.walk_m)} on foot"]
    if len(facts.places) > 1:
        drives = words.plural(len(facts.places) - 1, "drive")
        parts.append(f"{drives} ({length_in_words(facts.drive_m)})")
    hours, minutes = divmod(round(facts.minutes / 10) * 10, 60)
    parts.append(f"about {hours} h {minutes} min" if hours else f"about {minutes} min")
    return ", ".join(parts)


def place_heading(place: ToldPlace) -> str:
    """Return what stands above a place of a round that has several."""
    streets = list(dict.fromkeys(home.place for home in place.homes))
    more = f" and {words.plural(len(streets) - 1, 'other street')}" if len(streets) > 1 else ""
    drive = "" if place.number == 1 else "Drive to: "
    untimed = without_time(place.homes)
    which = "" if untimed == len(place.homes) else f"{untimed} "
    homes = words.plural(len(place.homes), "home")
    return f"{drive}{streets[0]}{more}, {homes}{f', {which}with no set time' if untimed else ''}"


def expiry_in_words(the_list: VisitList) -> str:
    """Return when the list expires and what that asks for."""
    return f"{long_moment(the_list.facts.expires)}; destroy every copy by then."


def expired_in_words(the_list: VisitList) -> str:
    """Return what stands in the place of a list that has expired."""
    return (
        f"It expired on {long_moment(the_list.facts.expires)}, and shows nothing. Destroy this "
        "copy, and take the newest list."
    )


def homes_in_words(the_list: VisitList) -> str:
    """Return the homes to visit by nearness, beside those in reach, and how many are overdue."""
    homes, reach = the_list.homes, the_list.facts.in_reach
    burglaries = _burglaries(the_list.facts.live_burglaries)
    if not homes:
        said = NOTHING_TO_VISIT
    else:
        near = "; ".join(
            f"{NEARNESS_WORDS[near]} {count:,}" for near, count in count_by_nearness(homes).items()
        )
        overdue = sum(home.overdue for home in homes)
        said = (
            f"{len(homes):,} to visit ({near}), of which {overdue:,} overdue and "
            f"{without_time(homes):,} with no set time."
        )
    live = burglaries.replace("burglar", "live burglar")
    in_reach = f" In reach of {live}: {words.about(reach)} homes." if reach else ""
    return said + (in_reach or f" {live.capitalize()} in reach.")


def left_out_in_words(the_list: VisitList) -> str:
    """Return who is not on the list, and why, in counts."""
    facts = the_list.facts
    left_out = words.capital(words.about(facts.left_out))
    said = f"{left_out} homes are beyond what the rounds can walk to."
    reasons = _counted(facts.excluded)
    return f"{said} For what came of earlier calls: {reasons}." if reasons else said


def walk_in_words(the_list: VisitList) -> str:
    """Return what each round asks for, how it was measured, and what walkability costs."""
    facts = the_list.facts
    rounds = "; ".join(f"{round_heading(each)}, {round_in_words(each)}" for each in facts.rounds)
    return (
        f"{rounds}. Measured {facts.ground}. The homes have {words.share(facts.risk_share)} of the "
        "risk that as many could have if nobody had to walk from one to the next."
    )


def clocks_in_words(the_list: VisitList) -> str:
    """Return from when on reports have a clock."""
    return (
        f"48 hours for what was reported from {long_moment(the_list.facts.clocks_from)} on. "
        f"{NO_SET_TIME_MEANING}"
    )


def changes_in_words(the_list: VisitList) -> str:
    """Return what is new, what stays, what came back, and what dropped off with its reasons."""
    facts = the_list.facts
    if facts.first:
        return "This is the first list: there is no earlier one to compare it with."
    counts: dict[str, int] = {}
    for home in the_list.homes:
        counts[home.change or "kept"] = counts.get(home.change or "kept", 0) + 1
    words = {"new": "new", "kept": "kept", "returned": "to be called at again"}
    order = [*words, *sorted(set(counts) - set(words))]
    said = ", ".join(f"{counts[c]:,} {words.get(c, c)}" for c in order if c in counts)
    dropped = sum(facts.dropped_off.values())
    reasons = f" ({_counted(facts.dropped_off)})" if dropped else ""
    return f"{said or 'nothing new'}; {dropped:,} dropped off{reasons}."


def _counted(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items()) if count)
