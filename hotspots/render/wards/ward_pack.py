"""The files of one ward's pre-scoping pack: PDF, map, workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hotspots import product_files, schema, words
from hotspots.render.maps.week_picture import NONE_NAMED
from hotspots.render.table_book import Sheet, write_table_xlsx
from hotspots.render.table_columns import NUMERIC_KINDS, TableColumn, as_read, text
from hotspots.render.typeset import pdf_pages, printable, stamped
from hotspots.render.wards import ward_pack_content
from hotspots.render.wards.ward_card import value_in_words
from hotspots.render.wards.ward_columns import MeasureWords, value_column
from hotspots.render.wards.ward_pack_map import pack_map_svg, write_pack_map
from hotspots.words import WEEKDAYS

MAP_MM: Final = (118.0, 104.0)
LONGEST_CELL: Final = 120
LONGEST_TEXT: Final = 700
UNTOLD: Final = "×"  # in place of the bar of a month
_WIDE: Final = (
    schema.CATEGORY,
    schema.STREET,
    schema.TOP_OFFENCES,
    schema.WARD_NAME,
    "theme",
    "in_words",
)


def write_ward_pack(folder: Path, pack: ward_pack_content.WardPack) -> None:
    """Write the pack into its folder, which is made.

    Parameters
    ----------
    folder : Path
    pack : WardPack
    """
    folder.mkdir(parents=True)
    pdf, page, book = (
        folder / pack.stamp.file_name(what, folder.name)
        for what in (
            product_files.WARD_PACK_PDF,
            product_files.WARD_MAP,
            product_files.WARD_PACK_BOOK,
        )
    )
    write_pack_pdf(pdf, pack)
    write_pack_map(page, pack)
    left_out = pack.themes_left_out()
    notes = [left_out] if left_out else []
    write_table_xlsx(book, _sheets(pack), pack.stamp, title=pack.title, notes=notes)


def write_pack_pdf(path: Path, pack: ward_pack_content.WardPack) -> None:
    """Write the pack as A4 pages: tagged for screen readers, the same bytes from the same input."""
    picture = pack_map_svg(pack, width_mm=MAP_MM[0], height_mm=MAP_MM[1])
    path.write_bytes(
        pdf_pages(
            "ward_pack.typ", _page(pack), made_at=pack.stamp.made_at, pictures={"map": picture}
        )
    )


def _page(pack: ward_pack_content.WardPack) -> dict[str, Any]:
    stamp = pack.stamp
    before = pack.by_month["offences_year_before"]
    return {
        "advice": printable(pack.advice(), 160),
        "title": printable(pack.title, 90),
        "subtitle": printable(f"{stamp.period}, {stamp.force_name}. {pack.preset}.", 160),
        **stamped(stamp, elsewhere=("Demonstration", "Marking", "Force"), marking=200, fact=4_000),
        "map_in_words": printable(
            f"Map of {pack.ward[schema.WARD_NAME]} with its neighbouring wards, "
            f"{len(pack.spots)} harm spots and {len(pack.repeat_places)} streets.",
            200,
        ),
        "figures": [
            {"label": printable(label, 60), "value": printable(value, 40)}
            for label, value in pack.figures()
        ],
        "sentences": [printable(sentence, LONGEST_TEXT) for sentence in pack.sentences()],
        "months": [
            {
                "name": f"{month:%b}",
                "now": 0 if pd.isna(now) else int(now),
                "said": words.number(now, missing=UNTOLD),
                "before": 0 if pd.isna(then) else int(then),
                "said_before": UNTOLD if pd.isna(then) else "",
            }
            for month, now, then in zip(
                pack.by_month["month"], pack.by_month[schema.OFFENCES], before, strict=True
            )
        ],
        "knows_before": bool(before.notna().any()),
        "months_key": _months_key(pack.by_month[schema.OFFENCES], before),
        "hours": pack.hours or [],
        "days": list(WEEKDAYS),
        "no_hours": ward_pack_content.NO_HOURS,
        "busiest": printable(f"Busiest: {pack.busiest}" if pack.busiest else NONE_NAMED, 120),
        "parts": _parts(pack),
    }


def _months_key(now: pd.Series[int], before: pd.Series[int]) -> str:
    """Say what the bars of the months are, and the sign that stands where there is none."""
    said = "Offences in the month. Those of the year before were not given."
    missing = now.isna().any()
    if before.notna().any():
        said = "Dark: offences in the month. Light: the same month a year before."
        missing |= before.isna().any()
    return f"{said} {UNTOLD}: withheld or not known." if missing else said


def _parts(pack: ward_pack_content.WardPack) -> dict[str, dict[str, Any]]:
    streets = pd.DataFrame() if pack.streets is None else pack.streets
    return {
        "measures": _part(
            "Why it ranks here",
            (
                text("label", "Measure"),
                text("value", "Here"),
                text("percentile", "Percentile of the wards"),
                text("weight", "Weight"),
            ),
            _measures(pack.ward, pack.measures),
        ),
        "neighbours": _part(
            "Neighbouring wards", ward_pack_content.NEIGHBOUR_COLUMNS, pack.neighbours
        ),
        "mix": _part(
            "What happens", ward_pack_content.MIX_COLUMNS, pack.mix, "No offence in this period."
        ),
        "repeats": _part(
            "Repeat locations",
            ward_pack_content.REPEAT_COLUMNS,
            pack.repeat_places,
            "No street of five offences or more may be shown.",
            "Streets of five offences or more, at three addresses or in public places. What is "
            "known to have happened in homes, and sexual offences, are tied to no street.",
        ),
        "spots": _part(
            "Harm spots in the ward or reaching into it",
            ward_pack_content.SPOT_COLUMNS,
            pack.spots,
            "None of the force’s harm spots is here.",
        ),
        "themes": _part(
            "Themes of the strategy",
            ward_pack_content.THEME_COLUMNS,
            pack.themes_in_words(),
            "No theme can be read here.",
            pack.themes_left_out(),
        ),
        "streets": _part(
            "Homes by street, for door-to-door",
            ward_pack_content.STREET_COLUMNS,
            streets,
            ward_pack_content.NO_ADDRESSES,
            "" if pack.homes is None else f"{pack.homes:,} homes. The workbook lists each of them.",
        ),
    }


def _part(
    title: str,
    columns: Sequence[TableColumn],
    table: pd.DataFrame,
    empty: str = "None.",
    note: str = "",
) -> dict[str, Any]:
    """Return one table of the pages: its title, its columns, its rows as text."""
    rows = (
        []
        if table.empty
        else as_read(pd.DataFrame(table), columns).itertuples(index=False, name=None)
    )
    return {
        "title": title,
        "note": printable(note, LONGEST_TEXT),
        "empty": printable(empty, LONGEST_TEXT),
        "columns": [
            {
                "title": column.title,
                "number": column.kind in NUMERIC_KINDS,
                "wide": column.column in _WIDE,
            }
            for column in columns
        ],
        "rows": [
            [_cell(value, column) for value, column in zip(row, columns, strict=True)]
            for row in rows
        ],
    }


def _cell(value: object, column: TableColumn) -> str:
    if isinstance(value, int | float):
        return f"{value:,.{column.decimals}f}".replace("-", "−")
    return printable("" if value is None else value, LONGEST_CELL)


def _measures(ward: pd.Series, measures: Sequence[MeasureWords]) -> pd.DataFrame:
    rows = []
    for measure in measures:
        percentile = ward[schema.measure_percentile_column(measure.measure)]
        title = value_column(measure).title
        rows.append(
            {
                "label": title,
                "value": value_in_words(ward.to_dict(), measure),
                "percentile": words.number(percentile, missing=words.DASH),
                "weight": words.share(measure.weight),
            }
        )
    return pd.DataFrame(rows)


def _sheets(pack: ward_pack_content.WardPack) -> list[Sheet]:
    sheets = [
        Sheet(
            name="What happens",
            columns=ward_pack_content.MIX_COLUMNS,
            table=pack.mix,
            empty="No offence.",
        ),
        Sheet(
            name="Months",
            columns=ward_pack_content.MONTH_COLUMNS,
            table=pack.by_month,
            empty="No month.",
        ),
        Sheet(
            name="Repeat locations",
            columns=ward_pack_content.REPEAT_COLUMNS,
            table=pd.DataFrame(pack.repeat_places),
            empty="No street has five offences or more.",
        ),
        Sheet(
            name="Harm spots",
            columns=ward_pack_content.SPOT_COLUMNS,
            table=pd.DataFrame(pack.spots),
            empty="None of the force’s harm spots is here.",
        ),
        Sheet(
            name="Neighbours",
            columns=ward_pack_content.NEIGHBOUR_COLUMNS,
            table=pack.neighbours,
            empty="None.",
        ),
        Sheet(
            name="Themes",
            columns=ward_pack_content.THEME_COLUMNS,
            table=pack.themes_in_words(),
            empty="None.",
        ),
    ]
    if pack.streets is not None and pack.addresses is not None:
        sheets += [
            Sheet(
                name="Homes by street",
                columns=ward_pack_content.STREET_COLUMNS,
                table=pack.streets,
                empty="None.",
            ),
            Sheet(
                name="Addresses",
                columns=ward_pack_content.ADDRESS_COLUMNS,
                table=pack.addresses,
                empty="None.",
            ),
        ]
    return sheets
