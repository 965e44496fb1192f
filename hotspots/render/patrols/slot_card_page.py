"""The plan for a phone: today's visits first, then the other days, then a card for each spot.

One file that opens without a network. Without its script it is the same page with Monday first.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from hotspots.render.maps.week_picture import week_picture
from hotspots.render.offline_page import OfflinePage, own_asset
from hotspots.render.patrols import slot_card_words as words
from hotspots.render.run_page import about_section, escaped, figures_list
from hotspots.render.stamp_text import DEMONSTRATION
from hotspots.words import plural

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from hotspots.render.patrols.slot_card import DistrictPlan, PlannedVisit, SlotCard

STYLE, SCRIPT = "patrol_plan.css", "patrol_plan.js"


def write_plan_page(path: Path, plan: DistrictPlan) -> None:
    """Write a district's plan as one page for a phone, a tablet or a desk.

    Raises
    ------
    InputError
        When the page would hold something to run that is not ours.
    """
    facts = plan.facts
    page = OfflinePage(
        title=f"Patrol plan: {facts.district} · {facts.stamp.force_name} · {facts.stamp.marking}",
        body=_body(plan),
        styles=[_page_style(), own_asset(STYLE)],
        scripts=[own_asset(SCRIPT)],
    )
    path.write_text(page.html(), encoding="utf-8", newline="\n")


def _page_style() -> str:
    style = resources.files("hotspots") / "render" / "templates" / "run_page.css"
    return style.read_text(encoding="utf-8")


def _body(plan: DistrictPlan) -> str:
    facts = plan.facts
    marking = escaped(facts.stamp.marking)
    demonstration = (
        f'<p class="demonstration">{escaped(DEMONSTRATION)}</p>'
        if facts.stamp.demonstration
        else ""
    )
    unknown = "" if facts.hours_known else f'<p class="warning">{escaped(words.HOURS_UNKNOWN)}</p>'
    days = "".join(_day(day, plan) for day in facts.days)
    cards = "".join(_card(card, plan) for card in plan.cards)
    return (
        f'<header class="marking top">{marking}</header><main>'
        f"<h1>Patrol plan: {escaped(facts.district)}</h1>"
        f"<p>{escaped(words.week_in_words(facts))} · {escaped(facts.stamp.force_name)}</p>"
        f"{demonstration}{unknown}{_ways(plan)}"
        f'<div id="days" data-late="{facts.duty_ends_after_midnight_min}">{days}</div>'
        f'<section id="spots"><h2>The spots</h2>{cards or "<p>No harm spot in this district.</p>"}'
        f"</section>{_unfitted(plan)}{_asked(plan)}{about_section(facts.stamp)}</main>"
        f'<footer class="marking bottom">{marking}</footer>'
    )


def _ways(plan: DistrictPlan) -> str:
    """Return the links to each day and to the rest of the page."""
    links = [(_day_id(day), words.day_in_words(day)) for day in plan.facts.days]
    links += [("spots", "The spots"), ("unfitted", "Not fitted"), ("asked", "What was asked")]
    items = "".join(f'<li><a href="#{target}">{escaped(label)}</a></li>' for target, label in links)
    return f'<nav aria-label="Days of the plan"><ul class="ways">{items}</ul></nav>'


def _day_id(day: date) -> str:
    return f"day-{day.isoformat()}"


def _day(day: date, plan: DistrictPlan) -> str:
    visits = [visit for visit in plan.visits if visit.day == day]
    rest = [visit for visit in visits if not visit.at_night]
    night = [visit for visit in visits if visit.at_night]
    count = plural(len(visits), "visit")
    parts = _visits(rest) if rest or not night else ""
    if night:
        parts += f'<h3>Night-time economy</h3><div class="night">{_visits(night)}</div>'
    return (
        f'<section class="day" id="{_day_id(day)}" data-day="{day.isoformat()}" tabindex="-1">'
        f'<h2><span class="today" hidden>Today: </span>{escaped(words.day_in_words(day))} '
        f'<span class="count">{count}</span></h2>{parts}</section>'
    )


def _visits(visits: list[PlannedVisit]) -> str:
    if not visits:
        return '<p class="nothing">No visit.</p>'
    items = "".join(
        f'<li><span class="time">{visit.begins:%H:%M}–{visit.ends:%H:%M}</span>'
        f'<span class="place"><a href="#spot-{visit.number}">{visit.number}. '
        f"{escaped(visit.spot_name)}</a>"
        f'<span class="detail">{_after_midnight(visit)}Pair {visit.pair}. '
        f"{escaped(visit.why)}</span></span></li>"
        for visit in visits
    )
    return f'<ul class="visits">{items}</ul>'


def _after_midnight(visit: PlannedVisit) -> str:
    later = visit.begins.date() != visit.day
    return f"<strong>{visit.begins:%A}, after midnight.</strong> " if later else ""


def _card(card: SlotCard, plan: DistrictPlan) -> str:
    where = " · ".join([card.spot_id, *(text for _, text in card.where)])
    edited = f"<p><strong>Changed:</strong> {escaped(card.edited)}.</p>" if card.edited else ""
    doings = "".join(f"<li>{escaped(doing)}</li>" for doing in words.doings(card))
    unfitted = words.unfitted_in_words(card)
    week = (
        week_picture(card.hour_by_weekday, card.busiest, key=str(card.number))
        if card.hour_by_weekday
        else f'<p class="no-hours">{escaped(words.no_picture_in_words(plan.facts))}</p>'
    )
    held = words.coverage_in_words(card) if plan.facts.hours_known else ""
    return (
        f'<article class="spot" id="spot-{card.number}" tabindex="-1">'
        f'<h3>{card.number}. {escaped(card.name)}</h3><p class="where">{escaped(where)}</p>'
        f"<p>{escaped(card.why)}</p>{edited}"
        f"{_card_visits(card, plan)}"
        f"{f'<p class=warning>{escaped(unfitted)}</p>' if unfitted else ''}"
        f"{week}<h4>What happens here</h4><p>{escaped(card.top_offences or 'Nothing recorded.')} "
        f"({card.offences:,} offences in the period)</p>"
        f'<h4>What to do</h4><ul class="doings">{doings}</ul>'
        f'<p class="quiet">{escaped(words.SUGGESTED)}</p>'
        f'<p class="quiet">{escaped(held)} '
        f"{escaped(words.rests_in_words(card))}</p></article>"
    )


def _card_visits(card: SlotCard, plan: DistrictPlan) -> str:
    parts = [("Rest of the week", words.visits_by_day(card, plan.facts, at_night=False))]
    if plan.facts.night:
        nights = words.visits_by_day(card, plan.facts, at_night=True)
        parts.append((f"Night-time economy: {plan.facts.night}", nights))
    return "".join(
        f"<h4>{escaped(label)}</h4>"
        + (
            "<dl class='starts'>"
            + "".join(
                f"<div><dt>{escaped(day)}</dt><dd>"
                f"{escaped(', '.join(starts) or words.NO_VISIT)}</dd></div>"
                for day, starts in days
            )
            + "</dl>"
            if days
            else '<p class="nothing">No visit in these hours this week.</p>'
        )
        for label, days in parts
    )


def _unfitted(plan: DistrictPlan) -> str:
    items = "".join(
        f"<li><strong>{card.number}. {escaped(card.name)}.</strong> {escaped(text)}</li>"
        for card in plan.cards
        if (text := words.unfitted_in_words(card))
    )
    found = f'<ul class="doings">{items}</ul>' if items else "<p>Every visit is in the plan.</p>"
    heading = "<h2>Visits that were not fitted</h2>"
    return f'<section id="unfitted" tabindex="-1">{heading}{found}</section>'


def _asked(plan: DistrictPlan) -> str:
    return (
        '<section id="asked" tabindex="-1"><h2>What was asked, and what it rests on</h2>'
        f"{figures_list(words.plan_figures(plan))}"
        f"<p>{escaped(words.plan_in_words(plan.facts))}</p><p>{escaped(words.EVIDENCE)}</p>"
        f"<p>{escaped(words.PAST_PATROLS)}</p></section>"
    )
