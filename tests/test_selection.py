import pandas as pd

from hotspots.selection import CODES, PLACES, RowsTell, Selection, counted_in_words

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


HOMES = Selection(
    key="homes",
    label="Dwelling burglary",
    description="",
    offence_codes=("28E",),
    categories=("Burglary",),
)
WEAPONS = Selection(
    key="weapons",
    label="Possession of weapons",
    description="",
    offence_codes=("10A",),
    categories=("Possession of weapons",),
)
VIOLENCE = Selection(
    key="street_violence",
    label="Street violence",
    label_anywhere="Violence and robbery",
    description="Violence in public places",
    offence_codes=("8N", "34B", "10A"),
    categories=("Violence and sexual offences", "Robbery", "Possession of weapons"),
    in_dwellings=False,
)
CATEGORY_OF = {
    "28E": "Burglary",
    "30C": "Burglary",
    "10A": "Possession of weapons",
    "34B": "Robbery",
    "8N": "Violence and sexual offences",
    "19C": "Violence and sexual offences",
}
MONTHS = RowsTell(codes=False, places=False, hours=False)
EVERYTHING = RowsTell(codes=True, places=True, hours=True)
NO_PLACES = RowsTell(codes=True, places=False, hours=True)


def test_burglary_of_all_buildings_is_not_called_burglary_of_homes() -> None:
    counted = HOMES.as_counted(MONTHS, CATEGORY_OF)
    assert counted.label == "Burglary"
    assert counted.description == "Burglary (dwelling burglary needs offence codes)"
    assert counted.categories == HOMES.categories
    assert HOMES.as_counted(EVERYTHING, CATEGORY_OF) is HOMES


def test_a_category_that_holds_nothing_else_carries_the_name() -> None:
    assert WEAPONS.lacks(MONTHS, CATEGORY_OF) == ()
    assert WEAPONS.as_counted(MONTHS, CATEGORY_OF).label == "Possession of weapons"


def test_violence_whose_places_nobody_tells_is_not_violence_in_the_street() -> None:
    assert VIOLENCE.lacks(MONTHS, CATEGORY_OF) == (CODES, PLACES)
    by_category = VIOLENCE.as_counted(MONTHS, CATEGORY_OF).label
    assert by_category == (
        "Violence and sexual offences, robbery, and possession of weapons (homes included)"
    )
    by_code = VIOLENCE.as_counted(NO_PLACES, CATEGORY_OF).label
    assert by_code == "Violence and robbery (homes included)"


def test_what_is_left_out_is_not_in_the_name() -> None:
    label = VIOLENCE.as_counted(MONTHS, CATEGORY_OF, left_out=WEAPONS).label
    assert label == "Violence and sexual offences, and robbery (homes included)"


def test_a_theme_of_the_night_at_all_hours_says_so_once_for_all_its_selections() -> None:
    said = counted_in_words([VIOLENCE, WEAPONS], MONTHS, CATEGORY_OF, hours_lack=True)
    assert said == (
        "Violence and sexual offences, robbery, and possession of weapons "
        "(homes included, all hours)"
    )


def test_a_selection_by_code_alone_keeps_its_name_where_no_row_has_a_code() -> None:
    rape = Selection(key="rape", label="Rape", description="", offence_codes=("19C",))
    assert rape.as_counted(MONTHS, CATEGORY_OF) is rape
    assert rape.lacks(MONTHS, CATEGORY_OF) == (CODES,)
