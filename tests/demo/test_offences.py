from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.county import DemoCounty
from hotspots.demo.offences import mix_of, rows_of


def test_burglary_fell_by_six_in_a_hundred_each_year_and_shoplifting_rose_by_ten() -> None:
    count = {
        before: mix_of(before).groupby("category")["category_count"].first() for before in (0, 1, 2)
    }
    assert count[0]["Burglary"] == 5_292
    assert count[0]["Burglary"] / count[1]["Burglary"] == pytest.approx(0.94)
    assert count[1]["Burglary"] / count[2]["Burglary"] == pytest.approx(0.94)
    assert count[0]["Shoplifting"] / count[2]["Shoplifting"] == pytest.approx(1.21)
    assert count[2]["Drugs"] == count[0]["Drugs"]


def test_the_rows_follow_the_mix() -> None:
    # 158,212 offences in all; each year before had 1,321 more violence, 1,264 more ASB, 338 more
    # burglary, 554 more vehicle crime, 43 more robbery, and 1,274 less shoplifting: 1.42 % more.
    assert rows_of(0, 160_000) == 160_000
    assert rows_of(1, 160_000) == pytest.approx(160_000 * 1.0142, rel=0.001)


def test_an_earlier_year_is_the_same_county_in_another_year(small_county: DemoCounty) -> None:
    assert list(small_county.earlier) == [2024]
    rows = small_county.earlier[2024]
    assert list(rows.columns) == list(small_county.offences.columns)
    assert len(rows) == rows_of(1, small_county.params.offences)
    whole = rows.dropna()
    start = pd.to_datetime(whole["from_time"], format=TIME_FORMAT, errors="coerce").dropna()
    assert len(start) > 0.99 * len(whole)
    assert (start.dt.year == 2024).mean() > 0.999  # but for the rows whose range is reversed
    assert set(start.dt.month) == set(range(1, 13))
    assert rows["reference"].str.startswith("D24/").all()


def test_the_bad_streets_of_one_year_are_those_of_the_next(small_county: DemoCounty) -> None:
    street = r"^(?:[^,]*\d[^,]*, |\d+ )*(?P<street>[^,\d]+, [^,]+)$"
    counts = [
        rows["address"].str.extract(street)["street"].value_counts()
        for rows in (small_county.offences, small_county.earlier[2024])
    ]
    both = pd.concat(counts, axis=1).fillna(0.0)
    first, second = both.to_numpy().T
    assert np.corrcoef(first, second)[0, 1] > 0.7
