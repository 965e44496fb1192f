"""The page around an interactive map: its marking, its head and its foot, in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from hotspots import words
from hotspots.density_classes import CLASS_COLOURS, lightness
from hotspots.render.maps.map_elements import DrawnMap
from hotspots.render.offline_page import (
    leaflet_script,
    leaflet_style,
    offline_page,
    own_asset,
    save_page,
)
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp, rows_counted

DEMONSTRATION: Final = "Demonstration: an invented county. No real offence or address."
_MIDDLE_GREY: Final = 55.0  # CIE L*: dark figures above, white ones below


def write_map_page(  # noqa: PLR0913 - what one page is made of, each by its name
    path: Path,
    template: str,
    drawn: DrawnMap,
    stamp: ProductStamp,
    *,
    title: str,
    assets: Sequence[str],
    data: Mapping[str, object],
    style: str = "",
    image_sources: Sequence[str] = (),
    receipt_page: str = "../receipt.html",
    street_layer: Mapping[str, object] | None = None,
    links: Sequence[tuple[str, str]] = (),
    lead: str = "",
    leads_to: Sequence[str] = (),
    **facts: object,
) -> None:
    """Write a map and what stands beside it as one HTML file.

    Parameters
    ----------
    path : Path
    template : str
        In ``render/templates``; it extends ``map_page.html``.
    drawn : DrawnMap
    stamp : ProductStamp
    title : str
    assets : sequence of str
        Names of the map's own style sheets and scripts in ``render/assets``, in their order.
    data : mapping of str to object
        What the map's own script must know, beside the map's name.
    style : str
        Rules that are made for this map.
    image_sources : sequence of str
        Hosts that pictures may come from.
    receipt_page : str
        Where the run's receipt is from here: the page links to its notes.
    street_layer : mapping, optional
        From :func:`hotspots.render.maps.street_layer.street_layer`; what their licence wants to be
        said stands on the map, on screen and on paper.
    links : sequence of (label, path)
        Where else in the run a reader may want to go.
    lead : str
        The page's first line: what to do.
    leads_to : sequence of str
        Paths in the run that the page's own markup links to.
    **facts : object
        What the template shows, by name.

    Raises
    ------
    InputError
        When the page would hold something to run that is not ours.
    MissingPartError
        When Leaflet is not installed.
    """
    styles = [own_asset(name) for name in assets if name.endswith(".css")]
    # The streets stand before what the map's own script puts above them.
    layers = ["street_layer.js"] if street_layer else []
    scripts = [own_asset(name) for name in (*layers, *assets) if name.endswith(".js")]
    page = offline_page(
        template,
        stamp,
        title=title,
        styles=[leaflet_style(), *styles, style + printed_marking_style(stamp)],
        scripts=[leaflet_script(), drawn.script, *scripts],
        data={
            "map-facts": {
                "map": drawn.name,
                **data,
                **({"streetLayer": street_layer} if street_layer else {}),
            }
        },
        image_sources=image_sources,
        leads_to=[*leads_to, *(path for _, path in links)],
        links=links,
        lead=lead,
        credit="" if street_layer is None else street_layer["attribution"],
        element=drawn.element,
        invented=DEMONSTRATION if stamp.demonstration else "",
        rows_counted=rows_counted(stamp),
        rows_set_aside=[
            f"{reason}: {count:,}"
            for reason, count in sorted(stamp.rows_set_aside.items())
            if count
        ],
        made_at=words.moment(stamp.made_at),
        receipt_page=receipt_page,
        **facts,
    )
    save_page(path, page)


def legend_style() -> str:
    """Return the style rules that give the legend's swatches the colours of the classes."""
    return "".join(
        f".colour-{level}{{background:{colour};"
        f"color:{'#14213d' if lightness(colour) > _MIDDLE_GREY else '#ffffff'}}}"
        for level, colour in enumerate(CLASS_COLOURS)
    )


def printed_marking_style(stamp: ProductStamp) -> str:
    """Return the style rules that put the marking at both ends of each printed page."""
    marking = plain_text(stamp.marking)
    words = f"{marking} – {DEMONSTRATION}" if stamp.demonstration else marking
    # Each character as its number: no text can end the string or the style sheet.
    content = "".join(f"\\{ord(character):x} " for character in words)
    box = f'{{content:"{content}";font:bold 10px Arial,sans-serif}}'
    return f"@page{{margin:14mm 10mm;@top-center{box}@bottom-center{box}}}"
