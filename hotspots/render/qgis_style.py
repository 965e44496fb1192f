"""Layer styles in QGIS's own XML (QML), for the ``layer_styles`` table of a GeoPackage.

QGIS fills in every setting that a style leaves out, so a style here says only what it means. The
elements and their attributes are those that QGIS 3.22 writes itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

QGIS_VERSION: Final = "3.22.0"
_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True, kw_only=True)
class Line:
    """An outline: ``#rrggbb``, its width in millimetres on paper, solid or dashed."""

    colour: str
    width_mm: float
    dash: str = "solid"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """The sign of a point: ``square``, ``circle``, …, its fill, its outline, its size."""

    shape: str
    fill: str
    outline: Line
    size_mm: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label from an expression; the largest scale denominator at which it still shows.

    ``priority`` is an expression from 0 to 10: where two labels meet, the higher stays.
    ``keeps_others_off`` keeps every label off the outlines themselves.
    """

    expression: str
    size_pt: float
    colour: str = "#1a1a1a"
    bold: bool = False
    priority: str = "5"
    smallest_scale: int | None = None
    keeps_others_off: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the features that meet a condition are drawn.

    An area's ``lines`` are laid one over the other, the lowest with the ``fill`` where there is
    one; a point has a ``marker`` instead.
    """

    title: str
    condition: str
    lines: Sequence[Line] = ()
    fill: str | None = None
    marker: Marker | None = None


def qml(rules: Sequence[Rule], label: Label, titles: Mapping[str, str]) -> str:
    """Return a layer style: outlines by rule, labels, and what the attribute table calls a field.

    Parameters
    ----------
    rules : sequence of Rule
    label : Label
    titles : mapping of str to str
        Field name to the title that a person reads.
    """
    root = Element(
        "qgis",
        version=QGIS_VERSION,
        styleCategories="LayerConfiguration|Symbology|Labeling|Fields",
        labelsEnabled="1",
    )
    _add_renderer(root, rules)
    _add_labels(root, label)
    aliases = SubElement(root, "aliases")
    for index, (field, title) in enumerate(titles.items()):
        SubElement(aliases, "alias", index=str(index), field=field, name=title)
    return _DOCTYPE + tostring(root, encoding="unicode")


def _add_renderer(root: Element, rules: Sequence[Rule]) -> None:
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    branches = SubElement(renderer, "rules", key="all")
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        attributes = {"key": f"rule{number}", "symbol": str(number), "label": rule.title}
        if rule.condition:
            attributes["filter"] = rule.condition
        SubElement(branches, "rule", attributes)
        _add_symbol(symbols, str(number), rule)


def _add_symbol(symbols: Element, name: str, rule: Rule) -> None:
    kind = "fill" if rule.marker is None else "marker"
    symbol = SubElement(symbols, "symbol", type=kind, name=name, alpha="1")
    if rule.marker is not None:
        _add_marker(symbol, rule.marker)
    for place, line in enumerate(rule.lines):
        fill = rule.fill if place == 0 else None
        _add_layer(
            symbol,
            "SimpleFill",
            {
                **({"style": "no"} if fill is None else {"style": "solid", "color": _rgba(fill)}),
                "outline_color": _rgba(line.colour),
                "outline_style": line.dash,
                "outline_width": f"{line.width_mm:g}",
                "outline_width_unit": "MM",
                "joinstyle": "round",
            },
        )


def _add_marker(symbol: Element, marker: Marker) -> None:
    _add_layer(
        symbol,
        "SimpleMarker",
        {
            "name": marker.shape,
            "color": _rgba(marker.fill),
            "outline_color": _rgba(marker.outline.colour),
            "outline_style": marker.outline.dash,
            "outline_width": f"{marker.outline.width_mm:g}",
            "outline_width_unit": "MM",
            "size": f"{marker.size_mm:g}",
            "size_unit": "MM",
        },
    )


def _add_layer(symbol: Element, kind: str, options: Mapping[str, str]) -> None:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    _add_options(layer, options)


def _add_options(parent: Element, options: Mapping[str, str], name: str = "") -> Element:
    table = SubElement(parent, "Option", {"type": "Map", **({"name": name} if name else {})})
    for key, value in options.items():
        SubElement(table, "Option", type="QString", name=key, value=value)
    return table


def _add_labels(root: Element, label: Label) -> None:
    labeling = SubElement(root, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    style = SubElement(
        settings,
        "text-style",
        fieldName=label.expression,
        isExpression="1",
        fontSize=f"{label.size_pt:g}",
        fontSizeUnit="Point",
        fontWeight="75" if label.bold else "50",
        namedStyle="Bold" if label.bold else "Regular",
        textColor=_rgba(label.colour),
        textOpacity="1",
        allowHtml="0",
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba("#ffffff"),
        bufferOpacity="0.9",
        bufferNoFill="1",
    )
    around_the_point = "1"
    SubElement(
        settings, "placement", placement=around_the_point, centroidInside="1", centroidWhole="1"
    )
    scaled = label.smallest_scale is not None
    SubElement(
        settings,
        "rendering",
        scaleVisibility="1" if scaled else "0",
        scaleMin="0",  # QGIS means the denominators: this is the larger scale, the next the smaller
        scaleMax=str(label.smallest_scale or 0),
        displayAll="0",
        obstacle="1" if label.keeps_others_off else "0",
    )
    _add_priority(settings, label)


def _add_priority(settings: Element, label: Label) -> None:
    holder = SubElement(settings, "dd_properties")
    collection = _add_options(holder, {"name": "", "type": "collection"})
    properties = SubElement(collection, "Option", type="Map", name="properties")
    by_expression = "3"
    options = {"active": "true", "expression": label.priority, "type": by_expression}
    _add_options(properties, options, name="Priority")


def _rgba(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},255"
