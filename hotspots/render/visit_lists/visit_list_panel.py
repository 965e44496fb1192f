"""What stands beside the map of a visit list: its head, the signs, the homes, and their cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hotspots.render.safe_text import escape_for_map
from hotspots.render.table_columns import Kind, as_read
from hotspots.render.visit_lists import visit_list_words as words
from hotspots.render.visit_lists.visit_list_columns import LAYER_COLUMNS, visit_table
from hotspots.words import plural

if TYPE_CHECKING:
    from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList
    from hotspots.schema import Tier

NO_HOMES: Final = '<p class="nothing">' + words.NOTHING_TO_VISIT + "</p>"


def page_head(the_list: VisitList) -> str:
    """Return the title, the moment, the expiry, what the list rests on, and how to handle it."""
    facts = the_list.facts
    warning = "" if facts.evidence_supports else "<strong>Read first.</strong> "
    kind = "evidence" if facts.evidence_supports else "evidence warns"
    return (
        f'<div class="head"><h1>{escape_for_map(the_list.title)}</h1>'
        f"<p>{escape_for_map(facts.stamp.force_name)} · as of "
        f"{escape_for_map(words.long_moment(facts.as_of))}</p>"
        f"<p><strong>Expires</strong> {escape_for_map(words.expiry_in_words(the_list))}</p>"
        f'<p class="{kind}">{warning}{escape_for_map(facts.evidence)}</p>'
        f'<p class="handling">{escape_for_map(words.handling(the_list))}</p></div>'
    )


def legend(tiers: Sequence[Tier]) -> str:
    """Return what the signs mean; those that are on the map alone."""
    if not tiers:
        return ""
    signs = "".join(
        f'<li><span class="badge tier-{tier}" aria-hidden="true">1</span>'
        f"<span>{words.TIER_WORDS[tier]}</span></li>"
        for tier in tiers
    )
    return (
        '<section class="legend" aria-labelledby="legend-title">'
        '<h2 id="legend-title">What the map shows</h2>'
        f'<ul class="signs">{signs}'
        '<li><span class="badge tier-neighbour is-overdue" aria-hidden="true">1</span>'
        "<span>Overdue: an exclamation mark</span></li>"
        '<li><span class="dot" aria-hidden="true"></span><span>Another home</span></li></ul>'
        '<p class="note">The number is the order of walking; the dashed line joins the numbers, '
        "and is no way to walk. +3 stands for three more homes close by: zoom in.</p></section>"
    )


def home_table(the_list: VisitList) -> str:
    """Return the homes by street in walking order; each address leads to its place on the map."""
    if not the_list.homes:
        return f'<section class="spots" id="homes" tabindex="-1"><h2>Homes</h2>{NO_HOMES}</section>'
    body = "".join(_street(place, homes) for place, homes in the_list.stretches())
    return (
        '<section class="spots homes" id="homes" tabindex="-1"><h2>Homes in the order of walking'
        '</h2><table><thead><tr><th scope="col">No.</th><th scope="col">Home, and why</th>'
        f'<th scope="col" class="due">Visit by</th></tr></thead>{body}</table></section>'
    )


def card_template(home: HomeToVisit) -> str:
    """Return one home's card, inert in the page until the map shows it."""
    facts = {
        "Visit by": words.due_in_words(home),
        "Since the last list": words.change_in_words(home),
        "UPRN": home.uprn,
    }
    items = "".join(
        f"<div><dt>{label}</dt><dd>{escape_for_map(text)}</dd></div>"
        for label, text in facts.items()
        if text
    )
    return (
        f'<template id="home-card-{home.number}"><article class="spot-card" tabindex="-1">'
        f"<h2>{_badge(home)} {escape_for_map(home.address)}</h2>"
        f'<p class="ranks">{words.TIER_WORDS[home.tier]}</p>'
        f'<p class="why">{escape_for_map(words.why(home))}</p>'
        f'<dl class="facts">{items}</dl></article></template>'
    )


def every_figure(the_list: VisitList) -> str:
    """Return the whole table: what the map says, for whoever cannot use a map."""
    if not the_list.homes:
        return ""
    heads = "".join(
        f'<th scope="col"{_number_class(each.kind)}>{escape_for_map(each.title)}</th>'
        for each in LAYER_COLUMNS
    )
    read = as_read(visit_table(the_list.homes), LAYER_COLUMNS)
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td{_number_class(each.kind)}>{escape_for_map(value)}</td>"
            for each, value in zip(LAYER_COLUMNS, row, strict=True)
        )
        + "</tr>"
        for row in read.itertuples(index=False, name=None)
    )
    return (
        '<details class="every-figure"><summary>Every figure of every home, as a table</summary>'
        '<div class="wide" tabindex="0" role="region" aria-label="Every figure">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details>"
    )


def page_foot(the_list: VisitList) -> str:
    """Return all facts of the list, those of its stamp among them."""
    items = "".join(
        f"<div><dt>{escape_for_map(label)}</dt><dd>{escape_for_map(text)}</dd></div>"
        for label, text in words.list_facts(the_list).items()
    )
    return (
        '<section class="foot" aria-labelledby="foot-title">'
        '<h2 id="foot-title">What this list rests on</h2>'
        f"<dl>{items}<div><dt>Map</dt><dd>Drawn with Leaflet and Folium.</dd></div></dl></section>"
    )


def _street(place: str, homes: Sequence[HomeToVisit]) -> str:
    count = plural(len(homes), "home")
    rows = "".join(map(_row, homes))
    return (
        f'<tbody><tr class="street"><th scope="rowgroup" colspan="3">{escape_for_map(place)} '
        f"<span>{count}</span></th></tr>{rows}</tbody>"
    )


def _row(home: HomeToVisit) -> str:
    number = home.number
    change = words.change_in_words(home)
    near = words.TIER_WORDS[home.tier] + (f" ({change.lower()})" if change else "")
    due = escape_for_map(words.due_in_words(home))
    remark = escape_for_map(f"{near}. {words.why(home)}")
    return (
        f'<tr data-home="{number}"><td>{_badge(home)}</td>'
        f'<td><button type="button" data-home="{number}">{escape_for_map(home.address)}</button>'
        f'<span class="remark">{remark}</span></td>'
        f'<td class="due">{f"<strong>{due}</strong>" if home.overdue else due}</td></tr>'
    )


def _badge(home: HomeToVisit) -> str:
    overdue = " is-overdue" if home.overdue else ""
    return f'<span class="badge tier-{home.tier}{overdue}">{home.number}</span>'


def _number_class(kind: Kind) -> str:
    return ' class="number"' if kind is Kind.NUMBER else ""
