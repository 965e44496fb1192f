"""Text from data is shown as it is and never run: in the map, the PDF, the XLSX and the CSV."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import python_calamine

from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.run import Run
from tests.browser import Visit
from tests.demonstration import MADE_AT
from tests.run_files import the_file, the_page
from tests.study.small_force import MARKET_STREET, inputs, offence

Mapped = Run[HarmAnalysis]

Open = Callable[..., Visit]

SCRIPT = "<script>window.pwned=1</script>"
HANDLER = "<img src=x onerror=window.pwned=1>"
TEMPLATE = "${window.pwned=1}"
BACKTICKS = "`+(window.pwned=1)+`"
CLOSING = "</script><b>bold</b>"
FORMULA = "=HYPERLINK(A1) Street"
HOSTILE = (SCRIPT, HANDLER, TEMPLATE, BACKTICKS, CLOSING, FORMULA)


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    """A run in which every text column, of offences and of boundaries, is hostile.

    Six places, each with its own hostile street, far enough apart to be six harm spots.
    """
    folder = tmp_path_factory.mktemp("hostile")
    rows = []
    for place, text in enumerate(HOSTILE):
        east, north = MARKET_STREET[0] - 1_200 + 500 * place, MARKET_STREET[1]
        rows += [
            offence(100 * place + n, (east + n % 3, north), address=text, outcome=text)
            for n in range(30)
        ]
    rows.append(offence(999, ("", ""), address=FORMULA, outcome=SCRIPT))
    given = inputs(folder, rows, ward_names=(SCRIPT + HANDLER + TEMPLATE, BACKTICKS + CLOSING))
    return map_harm(given, maps=folder / "maps", made_at=MADE_AT, name="hostile")


def names(run: Mapped) -> list[str]:
    return [str(name) for name in run.found.spots["name"]]


def test_the_hostile_streets_are_the_names_of_the_spots(hostile_run: Mapped) -> None:
    together = " ".join(names(hostile_run))
    for text in (SCRIPT, HANDLER, TEMPLATE, BACKTICKS):
        assert text in together


@pytest.mark.browser
@pytest.mark.parametrize(
    "page",
    [
        "force/harm-map.html",
        "wick/harm-map.html",
        "marsh/harm-map.html",
        "index.html",
        "receipt.html",
    ],
)
def test_pages_show_it_and_run_none_of_it(hostile_run: Mapped, visit: Open, page: str) -> None:
    seen = visit(the_page(hostile_run.folder, page))
    spots = seen.page.locator(".leaflet-marker-icon[role=button]")
    assert (spots.count() > 0) == page.startswith(("force", "wick"))
    if spots.count():
        spots.first.click()
    assert seen.page.evaluate("window.pwned") is None
    assert [*seen.requests, *seen.errors, *seen.dialogs] == []


@pytest.mark.browser
def test_the_map_s_table_shows_the_very_text(hostile_run: Mapped, visit: Open) -> None:
    shown = visit(the_file(hostile_run.folder / "force", "harm-map.html")).page.inner_text("body")
    for name in names(hostile_run)[:5]:
        assert name in shown


def test_the_pdf_shows_it(hostile_run: Mapped) -> None:
    pages = pypdf.PdfReader(the_file(hostile_run.folder / "force", "briefing.pdf")).pages
    # Where a line may break inside a long word there is a space of no width.
    text = "".join(pages[0].extract_text().replace("\u200b", "").split())
    assert len(pages) == 1
    for hostile in (SCRIPT, TEMPLATE):
        assert "".join(hostile.split()) in text


def test_the_workbook_holds_the_text_and_no_formula(hostile_run: Mapped) -> None:
    path = the_file(hostile_run.folder / "force", "harm-spots.xlsx")
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in parts.read(name) for name in sheets)
    book = python_calamine.CalamineWorkbook.from_path(path)
    cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    assert set(names(hostile_run)) <= cells


def test_no_cell_of_a_csv_begins_a_formula(hostile_run: Mapped) -> None:
    spots = the_file(hostile_run.folder / "force", "harm-spots.csv")
    with spots.open(encoding="utf-8-sig", newline="") as rows:
        cells = [cell for row in csv.reader(rows) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_what_stood_in_a_row_that_was_set_aside_is_in_no_cell(hostile_run: Mapped) -> None:
    text = (hostile_run.folder / "set_aside.csv").read_text(encoding="utf-8-sig")
    assert "no coordinates" in text
    assert not any(each in text for each in ("HYPERLINK", "script"))


def test_no_page_holds_a_live_script_of_the_data(hostile_run: Mapped) -> None:
    for page in Path(hostile_run.folder).rglob("*.html"):
        assert SCRIPT not in page.read_text(encoding="utf-8"), page.name
