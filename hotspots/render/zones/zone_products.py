"""A zone, written: the page, two sides to print, the workbook, the outline, the leaflet list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import crs, product_files, schema, words
from hotspots.render.maps.geojson import geometry_of
from hotspots.render.offline_page import data_address, write_page
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp, stamp_facts
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, number, text
from hotspots.render.table_layers import layer_of, titles_of, write_features, write_layers
from hotspots.render.table_page import table_if_any
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import pdf_pages, printable, report_head
from hotspots.render.zones import zone_columns as columns
from hotspots.render.zones.zone_map import map_in_words, zone_map_svg

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.render.zones.zone_told import ZoneTold

EMPTY: Final = "None"
MAY_BE_EMPTY: Final = ("Postcodes", "Schools and worship")
WITH_ADDRESSES: Final = ("Leaflets", "Leaflet rounds")
PAGE_MAP_MM: Final = (190.0, 140.0)
PHONE_MAP_MM: Final = (64.0, 74.0)
PAPER_MAP_MM: Final = (186.0, 118.0)
# So much is on two sides of A4; the page and the workbook have the rest.
MOST_THEMES: Final = 14
MOST_STREETS: Final = 60
MOST_ROUNDS: Final = 24
MOST_SITES: Final = 12
MOST_FACTS: Final = 6
_OUTLINE: Final = (
    text(schema.AREA_ID, "Id"),
    text(schema.SPOT_NAME, "Zone", width=30),
    number("area_m2", "Area (m²)"),
    number(schema.HOMES, "Homes"),
)


def write_zone_products(folder: Path, told: ZoneTold, stamp: ProductStamp) -> None:
    """Write everything of a zone into a folder."""
    sheets = _sheets(told)
    book = folder / stamp.file_name(product_files.ZONE["Workbook (Excel)"], told.slug)
    write_table_xlsx(book, sheets, stamp, title=told.title)
    # What may be published to a database holds no address.
    write_tidy_tables(folder, [each for each in sheets if each.name not in WITH_ADDRESSES], stamp)
    if told.homes is not None:
        path = folder / stamp.file_name(
            product_files.ZONE_LEAFLETS["Leaflet list (CSV)"], told.slug
        )
        facts = {label: stamp_facts(stamp)[label] for label in ("Marking", "Run")}
        write_table_csv(path, columns.LEAFLETS, told.homes, stamp, empty=EMPTY, facts=facts)
    _write_outline(folder, told, stamp)
    paper = folder / stamp.file_name(product_files.ZONE["To print (PDF)"], told.slug)
    paper.write_bytes(_pdf(told, stamp))
    _write_page(folder / "index.html", told, stamp)


def _sheets(told: ZoneTold) -> list[Sheet]:
    tables = (
        ("Zone baseline", (columns.LINE_KIND, columns.LINE, *told.counts), told.baseline),
        ("Where to brief", columns.BRIEFING, told.briefing),
        ("Zone streets", columns.STREETS, told.streets),
        ("Leaflet rounds", columns.ROUNDS, told.rounds),
        ("Postcodes", columns.POSTCODES, told.postcodes),
        ("Schools and worship", columns.SITES, told.sites.drop(columns=schema.GEOMETRY)),
        ("Leaflets", columns.LEAFLETS, told.homes),
    )
    return [
        Sheet(name=name, columns=own, table=table, empty=EMPTY)
        for name, own, table in tables
        if table is not None and not (table.empty and name in MAY_BE_EMPTY)
    ]


def _write_outline(folder: Path, told: ZoneTold, stamp: ProductStamp) -> None:
    rule = Rule(
        title="Zone", condition="", lines=(Line(colour="#14213d", width_mm=0.8),), fill="#c9d3e6"
    )
    label = Label(expression=f'"{schema.SPOT_NAME}"', size_pt=10, bold=True)
    layer = layer_of("zone", _OUTLINE, told.outline, rules=(rule,), label=label)
    path = folder / stamp.file_name(product_files.ZONE["Outline (GeoPackage)"], told.slug)
    write_layers(path, [layer], stamp, title=told.title)
    degrees = crs.project(told.outline, crs.WGS84)
    row = told.outline.iloc[0]
    feature = {
        "type": "Feature",
        "id": plain_text(row[schema.AREA_ID]),
        "geometry": geometry_of(degrees.geometry.iloc[0]),
        "properties": {
            schema.AREA_ID: plain_text(row[schema.AREA_ID]),
            schema.SPOT_NAME: plain_text(row[schema.SPOT_NAME]),
            "area_m2": round(float(row["area_m2"])),
            schema.HOMES: None if words.is_missing(row[schema.HOMES]) else int(row[schema.HOMES]),
        },
    }
    write_features(
        folder / stamp.file_name(product_files.ZONE_OUTLINE, told.slug),
        [feature],
        stamp,
        title=told.title,
        facts=stamp_facts(stamp),
        titles=titles_of(_OUTLINE),
    )


def _files(told: ZoneTold, stamp: ProductStamp) -> dict[str, str]:
    files = (
        product_files.ZONE
        if told.homes is None
        else {**product_files.ZONE, **product_files.ZONE_LEAFLETS}
    )
    return {**stamp.file_names(files, told.slug), **product_files.EVERY_RUN}


def _write_page(path: Path, told: ZoneTold, stamp: ProductStamp) -> None:
    maps = {
        name: data_address(
            zone_map_svg(told, width_mm=size[0], height_mm=size[1]).encode(), "svg+xml"
        )
        for name, size in (("desk", PAGE_MAP_MM), ("phone", PHONE_MAP_MM))
    }
    write_page(
        path,
        "zone.html",
        stamp,
        title=told.title,
        told=told,
        files=_files(told, stamp),
        maps=maps,
        map_words=map_in_words(told),
        outline_file=stamp.file_name(product_files.ZONE_OUTLINE, told.slug),
        briefing=table_if_any(
            _briefing_columns(told), told.briefing, "Streets, the most harm first"
        ),
        groups=told.baseline_in_words(themes=False),
        themes=told.baseline_in_words(themes=True),
        heads=[each.title for each in (columns.LINE, *told.counts)],
        rounds=table_if_any(columns.ROUNDS, told.rounds, "Rounds"),
        streets=table_if_any(columns.STREETS, told.streets, "Homes by street"),
        postcodes=table_if_any(columns.POSTCODES, told.postcodes, "Homes by postcode"),
        sites=table_if_any(columns.SITES, told.sites, "Schools and places of worship"),
    )


def _briefing_columns(told: ZoneTold) -> Sequence[TableColumn]:
    """Return the page's columns; without the hours where no street has any."""
    if told.briefing[schema.BUSIEST].notna().any():
        return columns.BRIEFING
    return [each for each in columns.BRIEFING if each.column != schema.BUSIEST]


def _pdf(told: ZoneTold, stamp: ProductStamp) -> bytes:
    """Return two sides: the zone, its map and its baseline; where to brief, and the rounds."""
    data: dict[str, Any] = {
        **report_head(stamp, told.title, told.sentences),
        "missing": [printable(each, 260) for each in told.missing[:MOST_FACTS]],
        "map_words": printable(map_in_words(told), 300),
        "heads": [printable(each.title, 60) for each in (columns.LINE, *told.counts)],
        "groups": _printed(told.baseline_in_words(themes=False)),
        "themes": _printed(told.baseline_in_words(themes=True)[:MOST_THEMES]),
        "in_fives": told.in_fives,
        "not_counted": printable(told.not_counted, 200),
        "briefing": [
            [
                printable(row[schema.STREET], 50),
                printable(row[schema.BUSIEST] or words.DASH, 60),
                words.number(row[schema.OFFENCES]),
            ]
            for row in told.briefing.to_dict("records")
        ],
        "rounds": [] if told.rounds is None else _rounds(told.rounds),
        "rounds_left": 0 if told.rounds is None else max(0, len(told.rounds) - MOST_ROUNDS),
        "ground_words": printable(told.ground_words, 100),
        "streets": [] if told.streets is None else _streets(told.streets),
        "streets_left": 0 if told.streets is None else max(0, len(told.streets) - MOST_STREETS),
        "sites": [
            [printable(row[schema.GROUND_KIND], 30), printable(row[schema.GROUND_NAME], 60)]
            for row in told.sites.head(MOST_SITES).to_dict("records")
        ],
        "sites_left": max(0, len(told.sites) - MOST_SITES),
        "cautions": [printable(each, 400) for each in stamp.caveats[:MOST_FACTS]],
    }
    picture = zone_map_svg(told, width_mm=PAPER_MAP_MM[0], height_mm=PAPER_MAP_MM[1])
    return pdf_pages("zone.typ", data, made_at=stamp.made_at, pictures={"map": picture})


def _printed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[printable(cell, 60) for cell in row] for row in rows]


def _rounds(rounds: pd.DataFrame) -> list[list[str]]:
    return [
        [
            words.number(row[schema.ROUND]),
            words.number(row[schema.HOMES]),
            words.number(row[schema.WALK_M] / 1000.0, 1),
            words.number(row[schema.MINUTES]),
            printable(row[schema.BEGINS], 60),
            printable(row[schema.STREETS], 160),
        ]
        for row in rounds.head(MOST_ROUNDS).to_dict("records")
    ]


def _streets(streets: pd.DataFrame) -> list[list[str]]:
    most_first = streets.sort_values(schema.HOMES, ascending=False, kind="stable")
    shown = most_first.head(MOST_STREETS).sort_index()
    return [
        [
            printable(row[schema.STREET], 40),
            words.number(row[schema.HOMES]),
            printable(row[schema.ROUNDS], 20),
        ]
        for row in shown.to_dict("records")
    ]
