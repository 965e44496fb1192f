import re

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from hotspots import schema
from hotspots.render.burglary_pattern.pattern_pictures import BURGLED, area_picture, month_picture


def words_of(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def months(now: list[int | None], before: list[int | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.PATTERN_MONTH: pd.date_range("2025-01-01", periods=len(now), freq="MS"),
            schema.OFFENCES: pd.array(now, dtype="Int64"),
            schema.OFFENCES_YEAR_BEFORE: pd.array(before, dtype="Int64"),
        }
    )


def test_a_month_of_the_year_before_that_is_not_told_does_not_look_like_none() -> None:
    words = words_of(month_picture(months([12, None, 9], [None, None, 0]), key="m"))
    assert words.count("×") == 3
    assert "× withheld or not known" in words


def test_a_year_before_of_which_nothing_is_known_has_no_signs() -> None:
    picture = month_picture(months([12, 7, 9], [None, None, None]), key="m")
    assert "×" not in picture


def test_a_legend_names_the_counts_that_areas_have_and_no_others() -> None:
    told = [25, 20, 20, 15, None]
    areas = gpd.GeoDataFrame(
        {schema.AREA_NAME: list("abcde"), BURGLED: pd.array(told, dtype="Int64")},
        geometry=[box(at, 0, at + 1, 1) for at in range(5)],
        crs="EPSG:27700",
    )
    picture = area_picture(areas, key="a")
    legend = [each for each in words_of(picture) if each not in {"1", "2", "3", "4"}]
    assert legend == ["15", "20", "25", "withheld"]
    shades = re.findall(r'<path[^>]* fill="(#[0-9a-f]+)"', picture)
    assert set(re.findall(r'<rect[^>]* fill="(#[0-9a-f]+)"', picture)) == set(shades)
