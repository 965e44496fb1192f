"""Elements that folium lacks, and the way from its tree of elements to a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import folium
from branca.element import Element, Figure
from folium.template import Template
from markupsafe import Markup

from hotspots.render.markup import ours


class SpotPopup(folium.MacroElement):
    """A popup that shows a card which already stands, inert and escaped, in the page.

    Folium's own popup carries its markup through a script template, where text has three more ways
    to be run, and needs jQuery. This one copies a ``<template>`` of the page.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.bindPopup(
                function () { return window.hotspotsCard({{ this.number|tojson }}); }
            );
        {% endmacro %}
        """
    )

    def __init__(self, number: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # folium annotates parts of itself
        self._name = "SpotPopup"
        self.number = number


class MapNames(folium.MacroElement):
    """Names on the map, many in one element: folium compiles each of its elements for itself.

    ``labels`` are latitude, longitude and markup that is already escaped.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this.labels|tojson }}.forEach(function (label) {
                L.marker([label[0], label[1]], {
                    icon: L.divIcon({
                        html: label[2], iconSize: [0, 0], className: {{ this.class_name|tojson }}
                    }),
                    interactive: false, keyboard: false, pane: "names"
                }).addTo({{ this._parent.get_name() }});
            });
        {% endmacro %}
        """
    )

    def __init__(self, labels: Sequence[Sequence[object]], kind: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # folium annotates parts of itself
        self._name = "MapNames"
        self.labels = labels
        self.class_name = f"map-name {kind}-name"


class DrawnMap(NamedTuple):
    """A map: its name, the script that builds it, and the element that it builds it in."""

    name: str
    script: str
    element: Markup


def drawn_map(the_map: folium.Map) -> DrawnMap:
    """Return a whole map as script and element.

    Its elements are named by their order in it, where folium names them at random: the same inputs
    then give the same bytes.
    """
    for number, element in enumerate(_elements(the_map)):
        element._id = f"{number:04d}"  # noqa: SLF001 - folium has no other way to name an element
    the_map.render()  # type: ignore[no-untyped-call] # folium annotates parts of itself
    figure: Figure = the_map.get_root()  # type: ignore[assignment] # a map's root is a figure
    return DrawnMap(the_map.get_name(), figure.script.render(), ours(figure.html.render()))


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - nor another way to walk its tree
        yield from _elements(child)
