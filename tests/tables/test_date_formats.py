import pytest

from hotspots.errors import ParameterError
from hotspots.tables.date_formats import require_date_format


@pytest.mark.parametrize(
    "date_format", ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z", "%d-%b-%y", "%m/%d/%Y %I:%M %p"]
)
def test_a_format_of_day_month_and_year_is_taken(date_format: str) -> None:
    require_date_format(date_format)


@pytest.mark.parametrize(
    ("spreadsheet", "meant"),
    [
        ("dd/mm/yyyy", "%d/%m/%Y"),
        ("DD/MM/YYYY HH:MM", "%d/%m/%Y %H:%M"),
        ("yyyy-mm-dd hh:mm:ss", "%Y-%m-%d %H:%M:%S"),
        ("dd-mmm-yy", "%d-%b-%y"),
        ("british", "%d/%m/%Y %H:%M"),
    ],
)
def test_a_spreadsheet_s_format_is_answered_with_what_it_means(
    spreadsheet: str, meant: str
) -> None:
    with pytest.raises(ParameterError, match=f"as in '{meant}'"):
        require_date_format(spreadsheet)


@pytest.mark.parametrize(
    ("date_format", "complaint"),
    [("%Q", "bad directive"), ("%", "cannot be used"), ("%d/%m", "lacks"), ("%H:%M", "lacks")],
)
def test_a_format_without_a_whole_date_is_refused(date_format: str, complaint: str) -> None:
    with pytest.raises(ParameterError, match=complaint):
        require_date_format(date_format)
