"""What a reader may see of the counts of an evaluation: by area, and step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import care, schema
from hotspots.analyse.operations.evaluation import COUNT_COLUMNS, HARM_COLUMNS
from hotspots.errors import InputError
from hotspots.words import listed

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.selection import Selection

STEP_COLUMNS: Final = (schema.TREATED_OFFENCES, schema.CONTROL_OFFENCES)


def areas_as_shown(areas: gpd.GeoDataFrame, *, fewest: int) -> gpd.GeoDataFrame:
    """Return the areas without counts of 1 to 4, and without what would tell one.

    The sums of treated areas and of controls stand on the same page.

    Parameters
    ----------
    areas : GeoDataFrame
        Of an ``Evaluation``.
    fewest : int
        The least that is shown of what is not 0: ``care.fewest_of``.
    """
    shown = areas.copy()
    for count, harm in zip(COUNT_COLUMNS, HARM_COLUMNS, strict=True):
        hidden = _withheld_by(areas[count], areas[schema.AREA_ROLE], fewest)
        shown[count] = areas[count].astype("Int64").mask(hidden)
        left = areas[harm].mask(hidden)
        shown[harm] = left if fewest == 1 else care.shown_harm(left)
    unknown = shown[schema.BEFORE_OFFENCES].isna()
    shown[schema.EXPECTED_OFFENCES] = areas[schema.EXPECTED_OFFENCES].mask(unknown)
    return shown


def steps_as_shown(series: pd.DataFrame, *, fewest: int) -> pd.DataFrame:
    """Return the steps without counts of 1 to 4, and without what would tell one."""
    hidden = {
        column: _withheld_by(series[column], series[schema.PHASE], fewest)
        for column in STEP_COLUMNS
    }
    counts = {
        column: series[column].astype("Int64").mask(hidden[column]) for column in STEP_COLUMNS
    }
    scaled = series[schema.CONTROLS_SCALED].mask(hidden[schema.CONTROL_OFFENCES])
    return series.assign(**counts, **{schema.CONTROLS_SCALED: scaled})


def _withheld_by(counts: pd.Series[int], group: pd.Series[str], fewest: int) -> pd.Series[bool]:
    parts = [care.withheld(own, fewest=fewest) for _, own in counts.groupby(group)]
    return pd.concat(parts).reindex(counts.index) if parts else counts.astype(bool)


def require_enough(found: Evaluation, selection: Selection, *, fewest: int) -> None:
    """Refuse to judge a sensitive selection of which a total would tell of a few offences.

    Raises
    ------
    InputError
    """
    if not care.is_sensitive(selection):
        return
    whole = found.whole
    sums = {
        "the treated areas": whole.treated,
        "the controls": whole.control,
        "the rings around treated areas": whole.treated_ring,
        "the rings around controls": whole.control_ring,
    }
    few = [
        where
        for where, counts in sums.items()
        if any(
            care.shown_count(int(each), fewest=fewest) is None
            for each in (counts.before, counts.during)
        )
    ]
    if few:
        raise InputError(
            f"{selection.label}: {care.FEW} offences lie in {listed(few)}, before or during. Of "
            "such a selection no figure is shown that rests on so few: take larger areas, longer "
            "periods, or a wider selection."
        )
