from __future__ import annotations

import math

import pytest

from hotspots.analyse.change.change_words import Comparison, change_in_words
from hotspots.schema import ChangeVerdict, ComparedWith


def words(
    verdict: ChangeVerdict, now: float, then: float, low: float, high: float, scaled: float = -1
) -> str:
    return change_in_words(
        Comparison(
            area="Wick",
            line="Weapons",
            compared_with=ComparedWith.LAST_YEAR,
            earlier_period="May 2024",
            now=now,
            then=then,
            then_same_days=then if scaled < 0 else scaled,
            ratio=now / then if then else math.inf,
            low=low,
            high=high,
            verdict=verdict,
        )
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((ChangeVerdict.UP, 112, 100, 1.03, 1.21), "up 12 % (between 3 % and 21 %)"),
        ((ChangeVerdict.DOWN, 88, 100, 0.79, 0.97), "down 12 % (between 3 % and 21 %)"),
        ((ChangeVerdict.PERHAPS_UP, 112, 100, 1.004, 1.25),
         "perhaps up 12 % (between 0.4 % and 25 %)"),
        ((ChangeVerdict.UP, 240, 100, 1.9, 3.1), "2.4 times as many (between 1.9 and 3.1)"),
        (
            (ChangeVerdict.PERHAPS_UP, 36, 18, 1.02, 3.9),
            "perhaps 2.0 times as many (between 1.02 and 3.9)",
        ),
        ((ChangeVerdict.UP, 190, 100, 1.2, 3.4), "up 90 % (at least 20 %)"),
        ((ChangeVerdict.UP, 7, 0, 1.8, math.inf), "up from none: 7 against 0"),
        ((ChangeVerdict.DOWN, 0, 14, 0, 0.27), "down to none: 0 against 14"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 41, 38, 0.7, 1.7), "no clear change: 41 against 38"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 1041, 1038, 0.9, 1.1),
         "no clear change: 1,041 against 1,038"),
        ((ChangeVerdict.TOO_FEW, 5, 2, 0.5, 9), "too few to tell: 5 against 2"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 41, 38, 0.7, 1.7, 39.3),
         "no clear change: 41 against 38 (39 for as many days)"),
    ],
)  # fmt: skip
def test_a_chief_inspector_can_read_it(said: tuple[object, ...], expected: str) -> None:
    assert words(*said) == expected  # type: ignore[arg-type] # the arguments of words
