"""Elements that folium lacks, and the way from its tree of elements to a script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import branca.element
import folium
from branca.element import Element, Figure
from folium.template import Template
from markupsafe import Markup

from hotspots.render.markup import ours

# What the template engine would read as more than text.
_TEMPLATE_MARK: Final = re.compile(r"\{[{%#]")
_SWAPPING: Final = threading.Lock()  # the browser application draws maps in several threads


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
    with _scripts_as_they_are():
        the_map.render()  # type: ignore[no-untyped-call] # folium annotates parts of itself
    figure: Figure = the_map.get_root()  # type: ignore[assignment] # a map's root is a figure
    return DrawnMap(the_map.get_name(), figure.script.render(), ours(figure.html.render()))


class _Written(Element):
    """What one of folium's elements wrote, as it is: the template engine has nothing to fill in."""

    def __init__(self, template: str | None = None, template_name: str | None = None) -> None:
        text = template if template and not _TEMPLATE_MARK.search(template) else None
        super().__init__(None if text else template, template_name)
        # As the engine ends lines, and text.
        self._text = text and re.sub(r"\r\n?", "\n", text).removesuffix("\n")

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - as folium has it
        """Return the text."""
        return self._text or super().render(**kwargs)


@contextmanager
def _scripts_as_they_are() -> Iterator[None]:
    """Let folium keep each script that it wrote: it would compile each as a template of its own."""
    with _SWAPPING:
        usual = branca.element.Element
        branca.element.Element = _Written  # type: ignore[misc] # there is no other way in
        try:
            yield
        finally:
            branca.element.Element = usual  # type: ignore[misc]


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - nor another way to walk its tree
        yield from _elements(child)
