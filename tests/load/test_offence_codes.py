from __future__ import annotations

import pandas as pd

from hotspots import care
from hotspots.load.offence_codes import canonical_categories, read_offence_codes
from hotspots.profile import ForceProfile


def test_4_10_is_corporate_manslaughter_and_4_1_is_manslaughter() -> None:
    offence = read_offence_codes().offence
    assert offence["4.10"] == "Corporate manslaughter"
    assert offence["4.1"] == "Manslaughter"


def test_every_sexual_offence_is_sensitive_and_nothing_else_is() -> None:
    codes = read_offence_codes()
    sexual = {
        code
        for code, subgroup in codes.subgroup.items()
        if subgroup in ("Rape offences", "Other sexual offences")
    }
    assert care.sensitive_codes() == sexual
    assert {"19C", "20A", "88E"} <= care.sensitive_codes()


def test_the_fourteen_categories_of_police_uk() -> None:
    assert len(read_offence_codes().categories) == 14


def test_the_codes_of_the_essex_selections_are_known(essex: ForceProfile) -> None:
    used = {code for selection in essex.selections.values() for code in selection.offence_codes}
    assert used <= set(read_offence_codes().category)


def test_categories_are_matched_without_case_and_older_ones_become_today_s() -> None:
    found = pd.Series(
        ["VIOLENCE AND SEXUAL OFFENCES", "Violent crime", "anti-social-behaviour", "Piracy", ""],
        dtype="str",
    )
    assert canonical_categories(found).fillna("?").tolist() == [
        "Violence and sexual offences",
        "Violence and sexual offences",
        "Anti-social behaviour",
        "?",
        "?",
    ]
