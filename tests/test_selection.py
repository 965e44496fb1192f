import pandas as pd

from hotspots.selection import Selection

STREET = Selection(
    key="street_violence",
    label="Street violence",
    description="",
    offence_codes=("8N", "4.1"),
    categories=("Robbery",),
    in_dwellings=False,
)


def offences(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    table = {"offence_code": [None] * size, "category": [None] * size, "dwelling": [None] * size}
    frame = pd.DataFrame({**table, **columns})
    return frame.astype({"offence_code": "str", "category": "str", "dwelling": "boolean"})


def test_a_code_decides_where_there_is_one() -> None:
    held = STREET.holds(offences(offence_code=["8N", "8L"], category=["Shoplifting", "Robbery"]))
    assert held.tolist() == [True, False]


def test_the_category_decides_where_there_is_no_code() -> None:
    assert STREET.holds(offences(category=["Robbery", "Burglary"])).tolist() == [True, False]


def test_violence_in_a_home_is_not_street_violence_and_what_is_not_known_is_kept() -> None:
    held = STREET.holds(offences(offence_code=["8N"] * 3, dwelling=[True, False, None]))
    assert held.tolist() == [False, True, True]


def test_codes_are_text_and_4_10_is_not_4_1() -> None:
    assert STREET.holds(offences(offence_code=["4.10", "4.1"])).tolist() == [False, True]


def test_the_answer_stands_on_the_index_of_the_offences() -> None:
    table = offences(category=["Robbery", "Burglary"]).set_index(pd.Index([9, 4]))
    assert list(STREET.holds(table).index) == [9, 4]
