"""How it was done and what was taken: a list is counted, an account is never shown."""

from __future__ import annotations

import pandas as pd

from hotspots import schema
from hotspots.analyse.burglary_pattern.told_kinds import (
    NOT_TOLD,
    OTHER,
    are_accounts,
    one_method,
    told_kinds,
)


def counted(texts: list[str | None], *, several: bool = False, fewest: int = 5) -> dict[str, float]:
    found = told_kinds(pd.Series(texts, dtype="str"), "How", several=several, fewest=fewest)
    assert found is not None
    return dict(zip(found[schema.TOLD_KIND], found[schema.OFFENCES], strict=True))


def test_methods_are_counted_whatever_their_case_and_few_stand_together() -> None:
    texts = ["Rear door forced"] * 11 + ["REAR  DOOR FORCED"] + ["window smashed"] * 8
    texts += ["Letter box"] * 2 + ["Roof"]
    # Three of few are known from the whole unless one more stands with them.
    assert counted([*texts, None, "n/a"]) == {"Rear door forced": 10, OTHER: 10, NOT_TOLD: 0}


def test_several_kinds_of_property_overlap_and_their_share_is_of_burglaries() -> None:
    found = told_kinds(
        pd.Series(["Jewellery, cash; Cash"] * 10 + ["Car keys"] * 10, dtype="str"),
        "What",
        several=True,
        fewest=5,
    )
    assert found is not None
    assert found[schema.OFFENCES].tolist() == [10, 10, 10]
    assert found[schema.TOLD_SHARE].tolist() == [0.5, 0.5, 0.5]


def test_an_account_in_somebodys_own_words_is_shown_nowhere() -> None:
    accounts = [f"Mr Invented of number {n} said the door was open" for n in range(40)]
    assert told_kinds(pd.Series(accounts, dtype="str"), "How", fewest=5) is None
    assert are_accounts(pd.Series(accounts, dtype="str"))
    nothing = pd.Series([None] * 12, dtype="str")
    assert told_kinds(nothing, "How", fewest=5) is None
    assert not are_accounts(nothing)


def test_a_few_burglaries_of_a_list_are_no_accounts() -> None:
    few = pd.Series(["House"] * 3 + ["Flat"] * 2, dtype="str")
    assert told_kinds(few, "How", fewest=5) is None
    assert not are_accounts(few)
    assert not are_accounts(pd.Series([f"Kind {n // 4}" for n in range(40)], dtype="str"))


def test_the_method_of_a_series_is_named_where_five_share_it() -> None:
    texts = pd.Series(["Lock snapped"] * 5 + ["Window"], dtype="str")
    assert one_method(texts, 5) == "Lock snapped"
    assert one_method(texts.iloc[1:], 5) is None
