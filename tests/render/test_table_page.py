import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from hotspots.render.table_columns import count, flag, moment, number, share, text
from hotspots.render.table_page import html_table

COLUMNS = (
    text("ward", "Ward", "By its name."),
    number("harm", "Harm", decimals=1),
    share("share", "Share (%)"),
    flag("raised", "Raised"),
    moment("when", "When"),
)


def _table(ward: str) -> pd.DataFrame:
    moment = datetime(2026, 1, 9, 21, 15, tzinfo=ZoneInfo("Europe/London"))
    return pd.DataFrame(
        {"ward": [ward], "harm": [-1234.56], "share": [0.25], "raised": [True], "when": [moment]}
    )


def test_a_figure_reads_as_it_does_in_the_workbook() -> None:
    page = html_table(COLUMNS, _table("Trinity"), caption="Wards")
    assert '<th scope="row">Trinity</th>' in page
    assert re.findall("<td[^>]*>(.*)</td>", page)[:3] == ["−1,234.6", "25", "yes"]
    assert page.count('<td class="number">') == 2
    assert "<td>Fri 9 Jan 2026 21:15</td>" in page


def test_a_hostile_name_is_shown_and_never_run() -> None:
    page = html_table(COLUMNS, _table("<script>alert(1)</script>"), caption="Wards <b>")
    assert "<script" not in page
    assert "<b>" not in page


def test_what_a_column_means_stands_under_the_table() -> None:
    page = html_table(COLUMNS, _table("Trinity"), caption="Wards")
    under = page[page.index("</table>") :]
    assert "<summary>What the columns mean</summary>" in under
    assert "<dt>Ward</dt><dd>By its name.</dd>" in under
    assert "<dt>Harm</dt>" not in under  # it has no meaning beyond its title


def test_on_a_phone_a_row_is_a_card_of_the_columns_that_decide() -> None:
    page = html_table(COLUMNS, _table("Trinity"), caption="Wards", on_a_phone=["ward", "harm"])
    assert '<table class="data cards">' in page
    assert '<td class="number" data-title="Harm">' in page
    assert '<td class="number rest" data-title="Share (%)">' in page
    assert "Every column of each row" in page


def test_a_count_that_is_withheld_is_not_an_empty_cell_of_a_page() -> None:
    columns = (text("ward", "Ward"), count("offences", "Offences"), number("harm", "Harm"))
    table = pd.DataFrame({"ward": ["Trinity"], "offences": [None], "harm": [None]})
    page = html_table(columns, table, caption="Wards")
    assert re.findall("<td[^>]*>(.*)</td>", page) == ["withheld", ""]
    assert "Empty where withheld" not in page
    assert columns[1].meaning_in_a_file == "Empty where withheld."


def test_a_table_without_rows_says_so() -> None:
    page = html_table(COLUMNS, _table("x").iloc[:0], caption="Wards", empty="No wards.")
    assert page.strip() == "<p>No wards.</p>"
