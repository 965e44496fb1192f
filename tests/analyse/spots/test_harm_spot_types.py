from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots.analyse.spots.harm_spot_types import heaviest_types, offence_types, top_offences

OffenceMaker = Callable[..., gpd.GeoDataFrame]


def types(**numbers: int) -> pd.Series[str]:
    return pd.Series(
        [name.replace("_", " ") for name, number in numbers.items() for _ in range(number)],
        dtype="str",
    )


def test_the_most_frequent_types_come_first_and_the_rest_is_other() -> None:
    spot = types(Robbery=41, Assault_with_injury=22, Affray=6, Harassment=5, Threats=5, Theft=1)
    assert top_offences(spot) == (
        "Robbery 41, Assault with injury 22, Affray 6, Harassment 5, other 6"
    )


def test_a_rare_sexual_offence_is_not_tied_to_a_place() -> None:
    spot = types(Rape=4, Assault=20)
    # 24 stands beside it: "Assault 20" would tell that there were four of another kind.
    assert top_offences(spot) == "Assault, and a few others"
    harm = pd.Series([2953.0] * 4 + [13.5] * 20)
    assert heaviest_types(spot, harm) == ["Assault"]


def test_where_every_type_is_rare_none_is_named() -> None:
    assert top_offences(types(Rape=4, Assault=4)) == "fewer than 5 of any type"
    assert heaviest_types(types(Rape=4, Assault=4), pd.Series([1.0] * 8)) == []


def test_the_types_that_weigh_most_are_not_the_most_frequent_ones() -> None:
    """10 × 799.6 = 7,996; 20 × 189.2 = 3,784; 50 × 13.5 = 675."""
    spot = types(Assault=50, Assault_with_injury=20, Robbery=10)
    harm = pd.Series([13.5] * 50 + [189.2] * 20 + [799.6] * 10)
    assert heaviest_types(spot, harm) == ["Robbery", "Assault with injury"]


def test_an_offence_is_called_by_its_code_then_its_category_then_the_code(
    offences_at: OffenceMaker,
) -> None:
    offences = offences_at(
        np.zeros((4, 2)),
        offence_code=["8N", "34B", "105A", None],
        category=[None, "Robbery", None, None],
    )
    assert offence_types(offences, {"8N": "Assault with injury"}).tolist() == [
        "Assault with injury", "Robbery", "code 105A", "type not known",
    ]  # fmt: skip
