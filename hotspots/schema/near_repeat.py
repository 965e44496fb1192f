"""Near repeat."""

from __future__ import annotations

from typing import Final

DISTANCE_BAND: Final = "distance_band"  # text: "same place", "100 to 200 m"
TIME_BAND: Final = "time_band"  # text: "0–6 days"
PAIRS_OBSERVED: Final = "observed"
PAIRS_EXPECTED: Final = "expected"  # mean over the permutations of the dates
PAIRS_EXPECTED_CLOSED_FORM: Final = "expected_closed_form"
NEAR_REPEAT_RATIO: Final = "ratio"  # observed over expected; missing where nothing is expected
P_VALUE: Final = "p_value"
IS_NEAR_REPEAT: Final = "near_repeat"  # boolean

NEAR_REPEAT_COLUMNS: Final = (
    DISTANCE_BAND,
    TIME_BAND,
    PAIRS_OBSERVED,
    PAIRS_EXPECTED,
    PAIRS_EXPECTED_CLOSED_FORM,
    NEAR_REPEAT_RATIO,
    P_VALUE,
    IS_NEAR_REPEAT,
)  # one row a band, the nearest distance first and, within it, the soonest
