"""A visit list in words: how near, why, by when, and the facts at its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from hotspots import words
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import stamp_facts
from hotspots.render.visit_lists.visit_list import BurglaryReason, HomeToVisit, VisitList
from hotspots.schema import Tier

TIER_WORDS: Final[Mapping[Tier, str]] = {
    Tier.VICTIM: "Burgled home",
    Tier.NEIGHBOUR: "Neighbour, same side",
    Tier.STREET: "Same street, or opposite",
    Tier.NEARBY: "Near by",
    Tier.LEAFLET: "Further off: leaflet only",
}
TIER_MEANINGS: Final[Mapping[Tier, str]] = {
    Tier.VICTIM: "The home itself was burgled.",
    Tier.NEIGHBOUR: "One of the four homes either way on the same side of the street.",
    Tier.STREET: "The rest of the street, and the homes opposite.",
    Tier.NEARBY: "Another street within the nearer ring (200 m unless the method says otherwise).",
    Tier.LEAFLET: "Within the outer ring (400 m unless the method says otherwise).",
}
NO_SET_TIME: Final = "No set time"
NOTHING_TO_VISIT: Final = "No home is to be visited on this list."
HANDLING: Final = (
    "This list names burgled homes. Do not leave it at a door, and do not let it be read there: "
    "what is left at a door is the letter alone. To a neighbour, say that there was a burglary, "
    "never where."
)
_M_PER_KM: Final = 1000.0


def why(home: HomeToVisit, most: int | None = None) -> str:
    """Return why a home is on the list: each burglary's reference, distance and age.

    ``most`` is how many burglaries are spelled out, the strongest first; the rest are counted.
    """
    own = [each for each in home.reasons if each.tier is Tier.VICTIM]
    reached = [each for each in home.reasons if each.tier is not Tier.VICTIM]
    said = []
    if own:
        said.append("Burgled: " + "; ".join(f"{each.reference}, {ago(each.days)}" for each in own))
    if reached:
        start = "Also reached by" if own else "Reached by"
        count = "" if len(reached) == 1 else f" {_burglaries(len(reached))}:"
        said.append(f"{start}{count} {_listed(reached, most)}")
    return ". ".join(said)


def _listed(reasons: Sequence[BurglaryReason], most: int | None) -> str:
    # "and 1 more" saves no room over saying it.
    shown = reasons if most is None or len(reasons) <= most + 1 else reasons[:most]
    more = f"; and {len(reasons) - len(shown)} more" if len(shown) < len(reasons) else ""
    return "; ".join(f"{r.reference}, {away(r.distance_m)}, {ago(r.days)}" for r in shown) + more


def _burglaries(count: int) -> str:
    return words.plural(count, "burglary", "burglaries")


def away(distance_m: int) -> str:
    """Return a distance; flats of one building share a point."""
    return f"{distance_m} m" if distance_m else "same building"


def ago(days: int) -> str:
    """Return an age in whole days, for example ``3 days ago``."""
    if days < 1:
        return "less than a day ago"
    return words.plural(days, "day") + " ago"


def references(home: HomeToVisit) -> str:
    """Return the references of a home's burglaries as the ledger takes them."""
    return "; ".join(dict.fromkeys(each.reference for each in home.reasons))


def due_in_words(home: HomeToVisit) -> str:
    """Return by when to call, for example ``OVERDUE since Fri 20 Nov 09:30``."""
    if home.due is None:
        return "OVERDUE" if home.overdue else NO_SET_TIME
    return f"{'OVERDUE since' if home.overdue else 'By'} {words.short_moment(home.due)}"


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


def count_by_tier(homes: Sequence[HomeToVisit]) -> dict[Tier, int]:
    """Return how many homes there are of each tier, the strongest first."""
    counts = {tier: sum(home.tier is tier for home in homes) for tier in Tier}
    return {tier: count for tier, count in counts.items() if count}


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
        "Is near repeat at work here?": facts.evidence,
        "Homes": homes_in_words(the_list),
        "Left out": left_out_in_words(the_list),
        "Walk": walk_in_words(the_list),
        "Since the last list": changes_in_words(the_list),
        "Handling": handling(the_list),
    }
    return {label: plain_text(text) for label, text in own.items()} | stamp_facts(facts.stamp)


def head_lines(the_list: VisitList) -> list[str]:
    """Return the two lines under the title of each sheet: the moment, and what the list rests on.

    Where near repeat was not found the second begins so that nobody reads past it.
    """
    facts = the_list.facts
    warning = "" if facts.evidence_supports else "READ FIRST. "
    return [
        f"As of {long_moment(facts.as_of)}. Expires {expiry_in_words(the_list)}",
        warning + plain_text(facts.evidence),
    ]


def handling(the_list: VisitList) -> str:
    """Return how the list is to be handled, as far as it names anybody's home."""
    return HANDLING if the_list.homes else "This list names no home."


def figures(the_list: VisitList) -> list[tuple[str, str]]:
    """Return the headline figures as label and value."""
    facts, homes = the_list.facts, the_list.homes
    return [
        ("homes to visit", f"{len(homes):,}"),
        ("of them overdue", f"{sum(home.overdue for home in homes):,}"),
        ("left out: beyond this shift", f"{facts.left_out:,}"),
        ("to walk, in straight lines", length_in_words(facts.walking_m)),
    ]


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
    """Return the homes to visit by tier, beside those in reach, and how many are overdue."""
    homes, reach = the_list.homes, the_list.facts.in_reach_by_tier
    burglaries = _burglaries(the_list.facts.live_burglaries)
    if not homes:
        said = NOTHING_TO_VISIT
    else:
        tiers = "; ".join(
            f"{TIER_WORDS[tier]} {count:,}" for tier, count in count_by_tier(homes).items()
        )
        overdue = sum(home.overdue for home in homes)
        said = f"{len(homes):,} to visit ({tiers}), of which {overdue:,} overdue."
    live = burglaries.replace("burglar", "live burglar")
    in_reach = f" In reach of {live}: {sum(reach.values()):,} homes." if reach else ""
    return said + (in_reach or f" {live.capitalize()} in reach.")


def left_out_in_words(the_list: VisitList) -> str:
    """Return who is not on the list, and why, in counts."""
    facts = the_list.facts
    said = f"{facts.left_out:,} homes are beyond what this shift can walk."
    reasons = _counted(facts.excluded)
    return f"{said} For what came of earlier calls: {reasons}." if reasons else said


def walk_in_words(the_list: VisitList) -> str:
    """Return the length of the walk, and what its order saves."""
    facts = the_list.facts
    if not the_list.homes:
        return "Nowhere to go."
    length = f"{length_in_words(facts.walking_m)} in straight lines from home to home"
    if facts.walking_saved_m <= 0:
        return f"{length}."
    return f"{length}, {length_in_words(facts.walking_saved_m)} less than in order of priority."


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
