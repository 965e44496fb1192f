"""Originators, near repeats, repeats, and strings of linked burglaries."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.near_repeats.near_repeat import near_repeat
from hotspots.analyse.near_repeats.near_repeat_labels import (
    NearRepeatLabel,
    label_near_repeats,
    strings_of_burglaries,
)
from hotspots.analyse.near_repeats.near_repeat_params import (
    Closure,
    Metric,
    NearRepeatLinkParams,
    NearRepeatParams,
)
from hotspots.errors import InputError, ParameterError

PARAMS = NearRepeatLinkParams(max_distance_m=200, max_days=14)

Burglary = tuple[str, float, float, str]


def labelled(rows: list[Burglary], params: NearRepeatLinkParams = PARAMS) -> pd.DataFrame:
    """Burglaries by reference, easting, northing and time, on an index that is no count."""
    table = pd.DataFrame(rows, columns=["reference", "east", "north", "when"])
    table.index = pd.Index(range(100, 100 + len(rows)))
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(table["east"], table["north"]),
        index=table.index,
        crs="EPSG:27700",
    )
    when = pd.to_datetime(table["when"], format="ISO8601")
    return label_near_repeats(points, when, table["reference"].astype("str"), params=params)


@pytest.fixture
def market_street() -> list[Burglary]:
    """A home, its neighbour two days on, the first again a week later; one far, one late."""
    return [
        ("C", 600_000, 225_000, "2026-01-10"),
        ("A", 600_000, 225_000, "2026-01-01"),
        ("B", 600_030, 225_000, "2026-01-03"),
        ("far", 603_000, 225_000, "2026-01-04"),
        ("late", 600_010, 225_000, "2026-03-01"),
    ]


def test_the_first_is_the_originator_its_neighbour_a_near_repeat_and_itself_a_repeat(
    market_street: list[Burglary],
) -> None:
    labels = labelled(market_street).set_index("event_id")["label"].to_dict()
    assert labels == {
        "A": NearRepeatLabel.ORIGINATOR,
        "B": NearRepeatLabel.NEAR_REPEAT,
        "C": NearRepeatLabel.REPEAT,
        "far": NearRepeatLabel.UNLINKED,
        "late": NearRepeatLabel.UNLINKED,
    }


def test_each_names_the_one_it_follows_with_distance_and_days(
    market_street: list[Burglary],
) -> None:
    by_reference = labelled(market_street).set_index("event_id")
    assert by_reference.loc["B", "follows_id"] == "A"
    assert by_reference.loc["B", "follows_distance_m"] == 30
    assert by_reference.loc["B", "follows_days"] == 2
    # C is a repeat of A, though B is nearer to it in time.
    assert by_reference.loc["C", "follows_id"] == "A"
    assert by_reference.loc["C", "follows_days"] == 9
    assert by_reference.loc[["A", "far"], ["follows_id", "follows_days"]].isna().all(axis=None)


def test_labels_stand_on_the_index_of_the_points(market_street: list[Burglary]) -> None:
    table = labelled(market_street)
    assert table.index.tolist() == [100, 101, 102, 103, 104]
    assert table["event_id"].tolist() == ["C", "A", "B", "far", "late"]


def test_of_two_on_one_day_one_is_the_originator() -> None:
    # Esri's toolbox leaves such a pair without an originator (crime-analysis-toolbox, issue 56).
    table = labelled(
        [("B2", 0, 0, "2026-01-05"), ("B1", 80, 0, "2026-01-05"), ("B0", 9_000, 0, "2026-01-05")]
    ).set_index("event_id")
    assert table["label"].to_dict() == {
        "B1": NearRepeatLabel.ORIGINATOR,
        "B2": NearRepeatLabel.NEAR_REPEAT,
        "B0": NearRepeatLabel.UNLINKED,
    }
    assert table["order_assumed"].to_dict() == {"B1": True, "B2": True, "B0": False}


def test_the_time_of_day_decides_which_of_one_day_came_first() -> None:
    table = labelled(
        [("B1", 0, 0, "2026-01-05T22:00"), ("B2", 80, 0, "2026-01-05T07:30")]
    ).set_index("event_id")
    assert table.loc["B2", "label"] == NearRepeatLabel.ORIGINATOR
    assert not table["order_assumed"].any()


@pytest.mark.parametrize(("closure", "linked"), [(Closure.LOWER, False), (Closure.UPPER, True)])
def test_a_fortnight_to_the_day_is_linked_only_when_the_limit_is_in(
    closure: Closure, *, linked: bool
) -> None:
    # Esri's zones and classes differ by a day here (crime-analysis-toolbox, issue 69).
    params = NearRepeatLinkParams(max_distance_m=200, max_days=14, closure=closure)
    table = labelled([("A", 0, 0, "2026-01-01"), ("B", 50, 0, "2026-01-15")], params)
    assert (table["label"] != NearRepeatLabel.UNLINKED).all() == linked


@pytest.mark.parametrize("closure", list(Closure))
@pytest.mark.parametrize("metric", list(Metric))
def test_there_are_as_many_later_burglaries_as_the_knox_table_has_pairs(
    closure: Closure, metric: Metric
) -> None:
    # Towns of two homes, 20 km apart: each linked pair has exactly one later burglary.
    rng = np.random.default_rng(2)
    rows = []
    for town in range(150):
        east, north = rng.integers(0, 15, 2) * 20
        for home, (e, n) in enumerate(((0, 0), (east, north))):
            day = pd.Timestamp("2026-01-01") + pd.Timedelta(days=int(rng.integers(0, 30)))
            rows.append((f"{town:03d}-{home}", town * 20_000 + e, n, day.isoformat()))
    table = labelled(
        rows, NearRepeatLinkParams(max_distance_m=200, max_days=14, closure=closure, metric=metric)
    )
    later = table["label"].isin([NearRepeatLabel.REPEAT, NearRepeatLabel.NEAR_REPEAT])
    knox = near_repeat(
        gpd.GeoDataFrame(
            geometry=gpd.points_from_xy([r[1] for r in rows], [r[2] for r in rows]),
            crs="EPSG:27700",
        ),
        pd.to_datetime(pd.Series([r[3] for r in rows])),
        params=NearRepeatParams(
            distance_bands_m=(0, 0.1, 200),
            time_bands_days=(0, 14),
            closure=closure,
            metric=metric,
            permutations=19,
        ),
    )
    assert knox.observed.sum() > 20
    assert int(later.sum()) == knox.observed.sum()
    assert int((table["label"] == NearRepeatLabel.REPEAT).sum()) == knox.observed[0, 0]


def test_a_string_joins_burglaries_that_are_linked_through_others() -> None:
    # A and C are 240 m apart and not linked, but B stands between them.
    strings = strings_of_burglaries(
        labelled(
            [
                ("C", 240, 0, "2026-01-20"),
                ("B", 120, 0, "2026-01-10"),
                ("A", 0, 0, "2026-01-01"),
                ("E", 5_000, 0, "2025-12-03"),
                ("D", 5_000, 0, "2025-12-01"),
                ("lone", 9_000, 0, "2026-01-10"),
            ]
        )
    )
    assert strings["string_id"].tolist() == ["N0001", "N0002"]
    assert strings["event_ids"].tolist() == ["D; E", "A; B; C"]
    assert strings["events"].tolist() == [2, 3]
    assert strings["first_date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-12-01", "2026-01-01"]
    assert strings["last_date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-12-03", "2026-01-20"]


def test_the_order_of_the_rows_changes_no_label_and_no_string(
    market_street: list[Burglary],
) -> None:
    one = labelled(market_street).sort_values("event_id", ignore_index=True)
    other = labelled(market_street[::-1]).sort_values("event_id", ignore_index=True)
    pd.testing.assert_frame_equal(one, other)


def test_no_burglary_gives_an_empty_table() -> None:
    table = labelled([("A", 0, 0, "2026-01-01")]).iloc[:0]
    assert strings_of_burglaries(table).empty
    assert labelled([("A", 0, 0, "2026-01-01")])["label"].tolist() == [NearRepeatLabel.UNLINKED]


def test_a_reference_that_stands_twice_is_refused_without_being_shown() -> None:
    rows = [("42/1234/26", 0.0, 0.0, "2026-01-01"), ("42/1234/26", 5.0, 0.0, "2026-01-02")]
    with pytest.raises(InputError, match="1 repeat another") as refusal:
        labelled(rows)
    assert "42/1234/26" not in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"max_distance_m": 0.05}, "max_distance_m must be above same_place_m"),
        ({"max_days": 0}, "max_days must be whole days, 1 or more"),
        ({"same_place_m": 5.0}, "same_place_m must be above 0, at most 1"),
        ({"metric": "feet"}, "metric"),
        ({"closure": "[]"}, "closure"),
    ],
)
def test_wrong_limits_are_named(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        NearRepeatLinkParams(**wrong)  # type: ignore[arg-type] # wrong on purpose
