"""What was planted in the demonstration county, so that a test can ask what was found of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.demo.clock import RHYTHMS
from hotspots.demo.near_repeat import BACKGROUND
from hotspots.demo.offences import YEARLY_CHANGE
from hotspots.demo.operations import AREA_MARGIN_M, VISIT_MIN, VISITS_A_DAY
from hotspots.demo.places import NO_SPOT, RAISED_WARDS
from hotspots.demo.seasons import SEASONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspots.demo.operations import PlantedOperation
    from hotspots.demo.params import DemoParams
    from hotspots.demo.scene import Scene
    from hotspots.demo.tracks import Track
    from hotspots.demo.wards import Areas
    from hotspots.profile import ForceProfile

# Stands in where the profile knows no default point: the demonstration's headquarters.
DEMO_DEFAULT_POINT: Final = ("Headquarters (demonstration)", 571_555.0, 208_444.0)


@dataclass(frozen=True)
class MadeYear:
    """A year of offences: as they happened, their references, and the export with its faults.

    ``broken`` has one row a broken row: ``row``, ``line``, ``reference``, ``kind``,
    ``expected_reason``.
    """

    offences: pd.DataFrame
    references: pd.Series[str]
    export: pd.DataFrame
    broken: pd.DataFrame


@dataclass(frozen=True)
class Planted:
    """All that the truth is told from."""

    areas: Areas
    scene: Scene
    year: MadeYear
    earlier: Mapping[int, MadeYear]
    operations: Sequence[PlantedOperation]
    patrols: pd.DataFrame
    tracks: Sequence[Track]


@dataclass(frozen=True)
class DemoTruth:
    """What was planted, so that a test can ask whether an analysis found it.

    Attributes
    ----------
    summary : dict
        Parameters, counts and words; written as ``truth.json``.
    spots : GeoDataFrame
        One row a planted spot: ``planted_id``, ``name``, ``street``, ``town``, ``district``,
        ``ward_code``, ``rhythm``, ``radius_m``, ``share`` (of the planted street violence),
        ``planted_offences`` and ``located_offences`` (without those whose row was broken so that
        it is set aside), ``operation`` (the name of the one planned there, or empty), point
        geometry.
    offences : DataFrame
        One row an offence with a planted cause: ``reference``, ``planted_id``, ``role``
        (``"harm spot"``, ``"background burglary"``, ``"offspring burglary"``),
        ``parent_reference`` (missing for a background one, and where the parent fell in the year
        before), ``distance_m`` from the parent.
    broken : DataFrame
        One row a broken row: ``row``, ``line``, ``reference``, ``kind``, ``expected_reason``.
    """

    summary: dict[str, Any]
    spots: gpd.GeoDataFrame
    offences: pd.DataFrame
    broken: pd.DataFrame


def default_point(profile: ForceProfile) -> tuple[str, float, float]:
    """Return the name, easting and northing of the point that stands for an unknown place."""
    if profile.default_points:
        point = profile.default_points[0]
        return point.name, point.easting, point.northing
    return DEMO_DEFAULT_POINT


def truth_of(planted: Planted, params: DemoParams, profile: ForceProfile) -> DemoTruth:
    """Tell what was planted."""
    year, scene = planted.year, planted.scene
    caused = _caused(year.offences, year.references, scene)
    lost = set(year.broken.loc[year.broken["expected_reason"] != "", "reference"])
    spots = scene.spots.spots.copy()
    in_spots = caused[caused["role"] == "harm spot"]
    located = in_spots[~in_spots["reference"].isin(lost)]
    for column, rows in (("planted_offences", in_spots), ("located_offences", located)):
        counts = rows["planted_id"].value_counts()
        spots[column] = spots["planted_id"].map(counts).fillna(0).astype(np.int64)
    named = np.full(len(spots), "", dtype=object)
    for operation in planted.operations:
        named[operation.spots] = operation.name
    spots["operation"] = pd.array(named, dtype="str")
    return DemoTruth(_summary(planted, caused, params, profile), spots, caused, year.broken)


def _caused(offences: pd.DataFrame, references: pd.Series[str], scene: Scene) -> pd.DataFrame:
    """Return the offences with a planted cause, and who set off whom."""
    spot = offences["spot"].to_numpy()
    burglary = offences["burglary"].to_numpy()
    offspring = (offences["parent"] != BACKGROUND) | offences["from_last_year"]
    role = np.select(
        [spot != NO_SPOT, (burglary >= 0) & offspring, burglary >= 0],
        ["harm spot", "offspring burglary", "background burglary"],
        "",
    )
    row_of = np.full(int(burglary.max()) + 2, -1)
    row_of[burglary[burglary >= 0]] = np.flatnonzero(burglary >= 0)
    parent_row = row_of[offences["parent"].to_numpy()]  # -1 reads the last entry, which is -1
    points = offences[["easting", "northing"]].to_numpy()
    known = parent_row >= 0
    away_m = np.hypot(*(points - points[np.maximum(parent_row, 0)]).T)
    names = pd.array([*scene.spots.spots["planted_id"], pd.NA], dtype="str")
    table = pd.DataFrame(
        {
            "reference": references.array,
            "planted_id": names[spot],
            "role": pd.array(role, dtype="str"),
            "parent_reference": references.where(known).array,
            "distance_m": np.where(known, np.round(away_m, 1), np.nan),
        }
    )
    table.loc[known, "parent_reference"] = references.to_numpy()[parent_row[known]]
    caused: pd.DataFrame = table[role != ""].reset_index(drop=True)
    return caused


def _summary(
    planted: Planted, caused: pd.DataFrame, params: DemoParams, profile: ForceProfile
) -> dict[str, Any]:
    name, easting, northing = default_point(profile)
    roles = caused["role"].value_counts()
    return {
        "note": "Demonstration: every offence, household, street and outline here is invented.",
        "parameters": asdict(params),
        "rows": params.offences,
        "households": params.households,
        "default_point": {"name": name, "easting": easting, "northing": northing},
        "rhythms": dict(RHYTHMS),
        "season": _seasons(),
        "near_repeat": {
            "on": params.near_repeat,
            "background_burglaries": int(roles.get("background burglary", 0)),
            "offspring_burglaries": int(roles.get("offspring burglary", 0)),
            "kernel_distance": "a home at d metres is chosen in proportion to exp(-d / scale)",
            "kernel_time": "exponential with the mean, cut off at the window",
        },
        "street_violence_planted": int(roles.get("harm spot", 0)),
        "raised_wards": _raised_wards(planted),
        "broken_rows": _broken_rows(planted.year.broken),
        "earlier": {
            "years": {
                str(year): {"rows": len(made.export), "broken_rows": _broken_rows(made.broken)}
                for year, made in planted.earlier.items()
            },
            "yearly_change": dict(YEARLY_CHANGE),
        },
        "operations": [_operation(each, planted) for each in planted.operations],
        "patrols": _patrols(planted.patrols),
        "tracks": {track.name: dict(track.truth) for track in planted.tracks},
    }


def _seasons() -> dict[str, Any]:
    return {
        "rate": "1 + amplitude · cos(2π · (day of the year − peak) / 365.25), over the mean",
        "of": {name: asdict(season) for name, season in SEASONS.items()},
    }


def _raised_wards(planted: Planted) -> dict[str, Any]:
    codes = planted.areas.wards[schema.WARD_CODE].to_numpy()
    return {
        aspect: {"times": RAISED_WARDS[aspect][1], "ward_codes": codes[wards].tolist()}
        for aspect, wards in planted.scene.levels.raised.items()
    }


def _broken_rows(broken: pd.DataFrame) -> dict[str, Any]:
    return {
        str(kind): {"rows": len(rows), "expected_reason": rows["expected_reason"].iloc[0] or None}
        for kind, rows in broken.groupby("kind", sort=False)
    }


def _operation(operation: PlantedOperation, planted: Planted) -> dict[str, Any]:
    patrols = planted.patrols
    ids = planted.scene.spots.spots["planted_id"].iloc[operation.spots].tolist()
    day = patrols[schema.BEGINS_AT].str[:10]
    in_force = day.between(operation.first_day.isoformat(), operation.last_day.isoformat())
    visits = patrols[in_force & patrols["place"].isin(ids)]
    prevented = int(planted.year.offences["prevented"].sum())
    return {
        "name": operation.name,
        "title": operation.title,
        "planted_ids": ids,
        "chosen": "at random among the planted spots, not for their offences",
        "area": f"the planted circle and {AREA_MARGIN_M:.0f} m more",
        "first_day": operation.first_day.isoformat(),
        "last_day": operation.last_day.isoformat(),
        "effect": operation.effect,
        "prevented_offences": prevented if operation.effect else 0,
        "displaced_offences": 0,
        "delivered": operation.delivered,
        "plan": {"visits_a_day_in_each_area": VISITS_A_DAY, "minutes_a_visit": VISIT_MIN},
        "planned_visits": operation.planned_visits,
        "visits": len(visits),
        "minutes": int(visits[schema.MINUTES].sum()),
    }


def _patrols(patrols: pd.DataFrame) -> dict[str, Any]:
    day = pd.to_datetime(patrols[schema.BEGINS_AT].str[:10])
    monday = (day - pd.to_timedelta(day.dt.day_of_week, unit="D")).dt.strftime("%Y-%m-%d")
    by_week = patrols.groupby(monday)[schema.INTERACTIONS].sum()
    return {
        "visits": len(patrols),
        "interactions": int(by_week.sum()),
        "interactions_by_week": {str(week): int(total) for week, total in by_week.items()},
    }
