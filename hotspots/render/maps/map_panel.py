"""What stands beside the map: figures, legend, the table of harm spots, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hotspots import schema, words
from hotspots.render.maps.classes import CLASS_COLOURS, lightness
from hotspots.render.maps.harm_spot_table import harm_spot_table, table_columns
from hotspots.render.maps.spot_card import (
    one_offence_class,
    share_in_words,
    share_title,
    short_hours,
    spot_name,
)
from hotspots.render.plain_text import plain_text
from hotspots.render.safe_text import escape_for_map
from hotspots.render.table_columns import Kind

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.render.maps.classes import ClassBreaks
    from hotspots.render.maps.spot_card import Spot
    from hotspots.render.stamp import ProductStamp
    from hotspots.surface import Surface

DEMONSTRATION: Final = "Demonstration: an invented county. No real offence or address."
_COUNT_INDEX: Final = "count"  # the index under which each offence weighs the same
# Trends that give a commander nothing to do; the card has them.
_QUIET_TRENDS: Final = ("", "no clear change", "too few to tell")
_MIDDLE_GREY: Final = 55.0  # CIE L*: dark figures above, white ones below


def page_head(title: str, stamp: ProductStamp, figures: Sequence[tuple[str, str]] = ()) -> str:
    """Return the title, the force and the period, and the main figures as one running line."""
    force = f"{escape_for_map(stamp.force_name)} · {escape_for_map(stamp.period)}"
    facts = "".join(
        f"<div><dt>{escape_for_map(label)}</dt> <dd>{escape_for_map(value)}</dd></div> "
        for label, value in figures
    )
    line = f'<dl class="figures">{facts}</dl>' if facts else ""
    return f'<div class="head"><h1>{escape_for_map(title)}</h1><p>{force}</p>{line}</div>'


def marking_strip(stamp: ProductStamp, where: str) -> str:
    """Return the marking, for the ``top`` or the ``bottom`` of every screen and page."""
    element = "header" if where == "top" else "footer"
    marking = f'<div class="marking">{escape_for_map(stamp.marking)}</div>'
    beside = _demonstration(stamp) if where == "top" else ""
    return f'<{element} class="strip {where}">{marking}{beside}</{element}>'


def headline_figures(figures: Sequence[tuple[str, str]]) -> str:
    """Return the figures that a commander reads first."""
    if not figures:
        return ""
    facts = "".join(
        f"<div><dt>{escape_for_map(label)}</dt><dd>{escape_for_map(value)}</dd></div>"
        for label, value in figures
    )
    return f'<section aria-label="Main figures"><dl class="headline">{facts}</dl></section>'


def legend(
    surfaces: Sequence[Surface],
    breaks: Sequence[ClassBreaks],
    indices: Sequence[HarmIndex] = (),
) -> str:
    """Return what the colours, the outlines and the units mean, one block a surface."""
    blocks = "".join(
        _surface_legend(at, surface, classes)
        for at, (surface, classes) in enumerate(zip(surfaces, breaks, strict=True))
    )
    return (
        '<section class="legend" aria-labelledby="legend-title">'
        f'<h2 id="legend-title">What the map shows</h2>{blocks}'
        f'<p class="no-density"{" hidden" if surfaces else ""}>No density shown.</p>'
        '<ul class="signs">'
        '<li><span class="sign"></span>Harm spot, by rank</li>'
        '<li><span class="sign dashed"></span>Harm spot that rests on one offence</li>'
        f"</ul>{_units(indices)}</section>"
    )


def legend_style() -> str:
    """Return the style rules that give the legend's swatches the colours of the classes."""
    return "".join(
        f".{_colour_class(colour)}{{background:{colour};"
        f"color:{'#14213d' if lightness(colour) > _MIDDLE_GREY else '#ffffff'}}}"
        for colour in CLASS_COLOURS
    )


def printed_marking_style(stamp: ProductStamp) -> str:
    """Return the style rules that put the marking at both ends of each printed page."""
    marking = plain_text(stamp.marking)
    words = f"{marking} – {DEMONSTRATION}" if stamp.demonstration else marking
    # Each character as its number: no text can end the string or the style sheet.
    content = "".join(f"\\{ord(character):x} " for character in words)
    box = f'{{content:"{content}";font:bold 10px Arial,sans-serif}}'
    return f"@page{{margin:14mm 10mm;@top-center{box}@bottom-center{box}}}"


def spot_list(
    rows: Sequence[Spot], focus: str | None, *, spots_of_force: int, selection: str = ""
) -> str:
    """Return the short table of harm spots, whose buttons lead to the map.

    ``spots_of_force`` says how many the whole force has, ``selection`` what the shares are of
    (:func:`hotspots.render.maps.spot_card.selection_label`).
    """
    if not rows:
        return (
            '<section class="spots" id="spots" tabindex="-1"><h2>Harm spots</h2>'
            f"{_no_spot(0 if focus is None else spots_of_force)}</section>"
        )
    whole, share = (
        ("force", schema.SHARE_OF_FORCE_HARM)
        if focus is None
        else ("district", schema.SHARE_OF_DISTRICT_HARM)
    )
    body = "".join(_spot_row(number, row, row[share]) for number, row in enumerate(rows, start=1))
    return (
        '<section class="spots" id="spots" tabindex="-1"><h2>Harm spots, the first to visit on '
        'top</h2><table><thead><tr><th scope="col">No.</th>'
        '<th scope="col">Place, busiest hours</th>'
        '<th scope="col" class="number">Offences</th>'
        f'<th scope="col" class="number share">{escape_for_map(share_title(whole, selection))}</th>'
        f"</tr></thead><tbody>{body}</tbody></table></section>"
    )


def every_figure(spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex]) -> str:
    """Return the whole table of harm spots: what the map says, for whoever cannot use a map."""
    if spots.empty:
        return ""
    columns = [c for c in table_columns(spots, indices) if c.column != schema.HOUR_BY_WEEKDAY]
    table = harm_spot_table(spots, columns)
    heads = "".join(
        f'<th scope="col"{_number_class(each.kind)}>{escape_for_map(each.title)}</th>'
        for each in columns
    )
    kinds = [_number_class(each.kind) for each in columns]
    lines = "".join(
        "<tr>" + "".join(map(_cell, kinds, row)) + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return (
        '<details class="every-figure"><summary>Every figure of every harm spot, as a table'
        '</summary><div class="wide" tabindex="0" role="region" aria-label="Every figure">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details>"
    )


def page_foot(stamp: ProductStamp) -> str:
    """Return period, source, method, caveats and the account of rows."""
    facts: dict[str, str] = {
        "Period": escape_for_map(stamp.period),
        "Source": _lines(stamp.sources),
        "Method": escape_for_map(stamp.method),
        "What to know": _lines(stamp.caveats),
        "Rows": _rows(stamp),
        "Made": f"{escape_for_map(words.moment(stamp.made_at))} by "
        f"{escape_for_map(stamp.software)}, run {escape_for_map(stamp.run_name)}. "
        "Map drawn with Leaflet and Folium.",
    }
    items = "".join(
        f"<div><dt>{label}</dt><dd>{markup}</dd></div>" for label, markup in facts.items() if markup
    )
    return (
        '<section class="foot" aria-labelledby="foot-title">'
        '<h2 id="foot-title">Where this comes from</h2>'
        f"{_demonstration(stamp)}<dl>{items}</dl></section>"
    )


def _no_spot(spots_of_force: int) -> str:
    if spots_of_force == 0:
        return "<p>No place here has enough offences to be a harm spot.</p>"
    return (
        "<p>None of this district’s places is among the force’s first "
        f"{spots_of_force:,}.</p><p>An analyst can list the district’s own first places, where "
        "there are any with enough offences: run again with <code>--count-per district</code>.</p>"
    )


def _units(indices: Sequence[HarmIndex]) -> str:
    meanings = [
        f"<strong>{escape_for_map(words.capital(index.unit))}</strong>: "
        f"weights of the {escape_for_map(index.name)}; the graver the offence, the more it weighs."
        for index in indices
        if index.key != _COUNT_INDEX
    ]
    return f'<p class="note units">{"<br>".join(meanings)}</p>' if meanings else ""


def _demonstration(stamp: ProductStamp) -> str:
    return f'<p class="demonstration">{DEMONSTRATION}</p>' if stamp.demonstration else ""


def _surface_legend(at: int, surface: Surface, breaks: ClassBreaks) -> str:
    title = f"<h3>{escape_for_map(surface.title)}</h3>"
    if not breaks.classes:
        note = "The density is the same everywhere, so no part of the area stands out."
        return f'<div class="classes" data-surface="{at}">{title}<p>{note}</p></div>'
    entries = "".join(
        f'<li><span class="swatch {_colour_class(each.colour)}">{level}</span>'
        f"<span><strong>{escape_for_map(each.name)}</strong> — "
        f"{escape_for_map(breaks.meaning(each))}</span></li>"
        for level, each in reversed(list(enumerate(breaks.classes, start=1)))
    )
    return (
        f'<div class="classes" data-surface="{at}">{title}<ol>{entries}</ol>'
        '<p class="note">Shares are of the whole force; each class includes the darker ones. A '
        f"point’s density counts offences within {surface.bandwidth_m:,.0f} m of it.</p>"
        "</div>"
    )


def _colour_class(colour: str) -> str:
    return f"colour-{CLASS_COLOURS.index(colour)}"


def _spot_row(number: int, row: Spot, share: object) -> str:
    name = escape_for_map(spot_name(row))
    trend, hours = plain_text(row[schema.TREND]), short_hours(row[schema.BUSIEST])
    remarks = [f"<strong>{escape_for_map(hours)}</strong>"] if hours else []
    if trend not in _QUIET_TRENDS:
        remarks.append(f"<span>Trend: {escape_for_map(trend)}</span>")
    offences = row[schema.OFFENCES]
    return (
        f'<tr data-spot="{number}"><td><span class="badge{one_offence_class(row)}">{number}</span>'
        f'</td><td><button type="button" data-spot="{number}">{name}</button>'
        f'<span class="remark">{" ".join(remarks)}</span></td>'
        f'<td class="number">{offences:,.0f}</td>'
        f'<td class="number">{share_in_words(share)}</td></tr>'
    )


def _cell(number_class: str, value: object) -> str:
    text = f"{value:,}" if isinstance(value, int | float) and number_class else value
    return f"<td{number_class}>{escape_for_map(text)}</td>"


def _number_class(kind: Kind) -> str:
    return ' class="number"' if kind in (Kind.NUMBER, Kind.PERCENTAGE) else ""


def _rows(stamp: ProductStamp) -> str:
    set_aside = sum(stamp.rows_set_aside.values())
    whole = f"{stamp.rows_in:,} rows in, {stamp.rows_used:,} used, {set_aside:,} set aside"
    reasons: Mapping[str, int] = {k: n for k, n in sorted(stamp.rows_set_aside.items()) if n}
    return whole + _lines([f"{reason}: {count:,}" for reason, count in reasons.items()])


def _lines(texts: Sequence[str]) -> str:
    items = "".join(f"<li>{escape_for_map(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""
