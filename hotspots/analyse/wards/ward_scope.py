"""What a planner must know of one ward before a Street Week: the facts of a pre-scoping pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.special import pdtrc

from hotspots import care, schema, words
from hotspots.analyse.periods import MONTHS_A_YEAR
from hotspots.analyse.spots.harm_spot_types import offence_types, top_offences
from hotspots.analyse.spots.harm_spot_words import GENERIC_PLACES, street_of
from hotspots.analyse.temporal import busiest_hours, offence_hours
from hotspots.arrays import Floats
from hotspots.crs import same_system
from hotspots.errors import CoordinateError, ParameterError

if TYPE_CHECKING:
    from hotspots.analyse.counted_lines import ThemeLines
    from hotspots.arrays import Bools

# A theme that is this many times as frequent in the ward as in the force is touched by it.
RAISED_TIMES: Final = 1.25
# … where as many would come by chance alone less often than this.
CHANCE: Final = 0.01
MOST_REPEAT_PLACES: Final = 12
PER_PEOPLE: Final = 1_000.0
# Neighbours share an edge; generalised outlines leave gaps, and touch elsewhere by a corner.
NEIGHBOUR_GAP_M: Final = 60.0
LEAST_SHARED_EDGE_M: Final = 100.0

SHARE: Final = "share"
FORCE_SHARE: Final = "force_share"
TIMES_FORCE: Final = "times_force"
MONTH: Final = "month"
OFFENCES_YEAR_BEFORE: Final = schema.OFFENCES_YEAR_BEFORE
HOMES: Final = schema.HOMES
FLATS: Final = schema.FLATS
SHARED_EDGE_M: Final = "shared_edge_m"
THEME: Final = "theme"
RATE: Final = "per_1000_residents"
FORCE_RATE: Final = "force_per_1000_residents"
TOUCHED: Final = "touched"
WHY_NOT: Final = "why_not"  # a clause; empty where the theme is counted

MIX_COLUMNS: Final = (schema.CATEGORY, schema.OFFENCES, SHARE, FORCE_SHARE, TIMES_FORCE)
MONTH_COLUMNS: Final = (MONTH, schema.OFFENCES, OFFENCES_YEAR_BEFORE)
REPEAT_COLUMNS: Final = (schema.STREET, schema.OFFENCES, schema.TOP_OFFENCES, schema.GEOMETRY)
STREET_COLUMNS: Final = (schema.STREET, HOMES, FLATS)
NEIGHBOUR_COLUMNS: Final = (
    schema.WARD_CODE,
    schema.WARD_NAME,
    schema.DISTRICT,
    schema.RANK,
    schema.SCORE,
    SHARED_EDGE_M,
)
THEME_COLUMNS: Final = (
    THEME,
    WHY_NOT,
    schema.OFFENCES,
    RATE,
    FORCE_RATE,
    TIMES_FORCE,
    TOUCHED,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class WardScope:
    """The facts of one ward.

    Attributes
    ----------
    ward : Series
        The ward's row of the ranking.
    offences : int or None
        All offences in the ward; None where the ranking withholds it.
    mix : DataFrame
        ``MIX_COLUMNS``, the most frequent category first; those with fewer than five offences stand
        together as "Other" (``care.withheld``).
    by_month : DataFrame
        ``MONTH_COLUMNS``, one row a month of the period; the year before is missing where its
        offences are not known, either where a reader may not see it.
    hours : list of 7 lists of 24 numbers, or None
        Monday first, without sensitive offences, as a reader may see them (``care.shown_week``);
        None where no hour is known, or too few offences have one.
    busiest : str
    repeat_places : GeoDataFrame
        ``REPEAT_COLUMNS``: streets with five offences or more that may be shown
        (``care.may_be_shown``), the most first, at most twelve. Offences known to be in homes, and
        sensitive ones, are not counted in them. The point is that of a square unless all are
        in public.
    spots : GeoDataFrame
        The harm spots that lie in the ward or reach into it, by rank.
    neighbours : DataFrame
        ``NEIGHBOUR_COLUMNS``, the longest shared edge first.
    streets : DataFrame or None
        ``STREET_COLUMNS``, by name, one row a street with homes; None without addresses. Streets
        with fewer than eight homes stand together, last.
    themes : DataFrame
        ``THEME_COLUMNS``, in the strategy's order; without figures where they are withheld.
    """

    ward: pd.Series
    offences: int | None
    mix: pd.DataFrame
    by_month: pd.DataFrame
    hours: list[list[float]] | None
    busiest: str
    repeat_places: gpd.GeoDataFrame
    spots: gpd.GeoDataFrame
    neighbours: pd.DataFrame
    streets: pd.DataFrame | None
    themes: pd.DataFrame


class ToldCount(NamedTuple):
    """How many offences of a ward a reader knows of.

    Attributes
    ----------
    held : array of bool
        Of the force's offences, those that they are, or are among.
    number : float
    """

    held: Bools
    number: float


def scope_ward(  # noqa: PLR0913 - a pack is told all that it needs to know
    ward_code: str,
    *,
    wards: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame,
    earlier: gpd.GeoDataFrame | None,
    spots: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame | None,
    period: tuple[date, date],
    themes: ThemeLines,
    told: Sequence[ToldCount] = (),
    offence_names: Mapping[str, str] | None = None,
) -> WardScope:
    """Gather the facts of one ward.

    Parameters
    ----------
    ward_code : str
    wards : GeoDataFrame
        ``schema.WARD_RANKING_COLUMNS``, all the force's wards.
    offences : GeoDataFrame
        The force's, with their final ``ward_code``.
    earlier : GeoDataFrame or None
        Those of the year before, likewise.
    spots : GeoDataFrame
        The force's harm spots.
    homes : GeoDataFrame or None
        ``schema.ADDRESS_COLUMNS``, at least the ward's.
    period : (date, date)
    themes : ThemeLines
    told : sequence of ToldCount, optional
        What another product tells of this ward.
    offence_names : mapping of str to str, optional

    Raises
    ------
    ParameterError
        When no ward has this code.
    CoordinateError
        When the tables are in different systems.
    """
    found = wards[wards[schema.WARD_CODE] == ward_code]
    if found.empty:
        raise ParameterError(f"No ward {ward_code!r} is ranked. Give an ONS code of the force's.")
    if not same_system(wards.crs, offences.crs) or not same_system(wards.crs, spots.crs):
        raise CoordinateError("Wards, offences and harm spots are in different systems.")
    ward = found.iloc[0]
    own = offences[offences[schema.WARD_CODE] == ward_code]
    before = None if earlier is None else earlier[earlier[schema.WARD_CODE] == ward_code]
    known = [ToldCount(np.ones(len(offences), dtype=np.bool_), len(own)), *told]
    named = _named_kinds(own, offences, known)
    stands_under = _kinds(offences).map(named).fillna("Other")
    is_here = offences.index.isin(own.index)
    sets = [(stands_under == name).to_numpy(np.bool_) for name in named.unique()]
    of_named = [ToldCount(each, each[is_here].sum()) for each in sets]
    at_places = own[~care.sensitive(own)]
    weights = offence_hours(at_places)
    profile = None if bool(np.asarray(weights.timeless).all()) else weights.profile()
    return WardScope(
        ward=ward,
        offences=None if words.is_missing(ward.get(schema.OFFENCES, 0)) else len(own),
        mix=_mix(own, offences, named),
        by_month=_by_month(own, before, period),
        hours=None if profile is None else _shown_hours(profile),
        busiest="" if profile is None else busiest_hours(profile),
        repeat_places=_repeat_places(at_places, offence_names or {}),
        spots=spots[spots.intersects(ward[schema.GEOMETRY])].sort_values(schema.RANK),
        neighbours=_neighbours(ward, wards),
        streets=None if homes is None else _streets(homes, ward),
        themes=_themes(themes, own, offences, ward, wards, [*known, *of_named]),
    )


def _shown_hours(profile: Floats) -> list[list[float]] | None:
    """Return the hours of the week as a reader may see them; None where there are too few."""
    shown = care.shown_week(profile)
    return None if np.isnan(shown).any() else shown.tolist()


def _mix(own: pd.DataFrame, force: pd.DataFrame, named: pd.Series[str]) -> pd.DataFrame:
    counts, whole = _kinds(own).value_counts(), _kinds(force).value_counts()
    named = named[counts.index]
    table = pd.DataFrame(
        {
            schema.OFFENCES: counts.groupby(named).sum(),
            "force": whole.reindex(counts.index).groupby(named).sum(),
        }
    )
    table[SHARE] = table[schema.OFFENCES] / max(len(own), 1)
    table[FORCE_SHARE] = table["force"] / max(len(force), 1)
    table[TIMES_FORCE] = table[SHARE] / table[FORCE_SHARE]
    last = table.index == "Other"
    ordered = table.assign(last=last, name=table.index).sort_values(
        ["last", schema.OFFENCES, "name"], ascending=[True, False, True]
    )
    return ordered.rename_axis(schema.CATEGORY).reset_index()[list(MIX_COLUMNS)]


def _kinds(offences: pd.DataFrame) -> pd.Series[str]:
    return offences[schema.CATEGORY].fillna(words.NOT_KNOWN)


def _named_kinds(
    own: pd.DataFrame, force: pd.DataFrame, known: Sequence[ToldCount]
) -> pd.Series[str]:
    """Return what each kind of offence stands under: its name, or "Other".

    A kind that is rare does, and one whose number would tell a small one beside what is known.
    """
    counts = _kinds(own).value_counts()
    of_kinds = [(_kinds(force) == kind).to_numpy(np.bool_) for kind in counts.index]
    few = care.withheld(counts, fewest=care.fewest_of(own)).to_numpy(np.bool_)
    few = few | _hidden_beside(known, of_kinds, own, force)

    def other_tells() -> bool:
        named = [held for held, is_few in zip(of_kinds, few, strict=True) if not is_few]
        other = ~np.any(named, axis=0)
        return few.sum() == 1 or bool(_hidden_beside(known, [other], own, force).any())

    while few.any() and not few.all() and other_tells():
        few[np.flatnonzero(~few)[-1]] = True  # the least frequent that is shown
    return pd.Series(np.where(few, "Other", counts.index), index=counts.index, dtype="str")


def _hidden_beside(
    known: Sequence[ToldCount],
    lines: Sequence[Bools],
    own: pd.DataFrame,
    force: pd.DataFrame,
) -> Bools:
    """Say which lines' counts are withheld beside those that a reader has of the same ward.

    What holds what is read off the force's offences.
    """
    held = np.column_stack([*(each.held for each in known), *lines])
    counts = held[force.index.isin(own.index)].sum(axis=0).astype(np.float64)
    counts[: len(known)] = [each.number for each in known]
    hidden = care.withheld_beside(
        counts,
        care.patterns_of(held),
        fewest=care.fewest_of(own),
        standing=np.arange(held.shape[1]) < len(known),
    )
    return hidden[len(known) :]


def _by_month(
    own: pd.DataFrame, before: pd.DataFrame | None, period: tuple[date, date]
) -> pd.DataFrame:
    months = pd.period_range(period[0], period[1], freq="M")
    now = _counts_by_month(own).reindex(months, fill_value=0).astype("Int64")
    seen = now.mask(care.withheld(now, fewest=care.fewest_of(own)))
    table = pd.DataFrame({MONTH: months.to_timestamp(), schema.OFFENCES: seen.array})
    then = pd.Series(pd.NA, index=months, dtype="Int64")
    if before is not None and len(before):
        counts = _counts_by_month(before)
        known = pd.period_range(counts.index.min(), counts.index.max(), freq="M")
        then[months.isin(known + MONTHS_A_YEAR)] = 0
        counts.index = counts.index + MONTHS_A_YEAR
        then.update(counts.astype("Int64"))
        there = then.dropna()
        few = care.withheld(there, fewest=care.fewest_of(before))
        then = then.mask(few.reindex(months, fill_value=False))
    return table.assign(**{OFFENCES_YEAR_BEFORE: then.array})


def _counts_by_month(offences: pd.DataFrame) -> pd.Series[int]:
    months = offences[schema.FROM_TIME].dt.tz_localize(None).dt.to_period("M")
    counts: pd.Series[int] = months.value_counts()
    return counts


def _repeat_places(
    at_places: gpd.GeoDataFrame, offence_names: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Return the streets of most offences that may be shown, but for those in homes."""
    told = at_places[~at_places[schema.DWELLING].fillna(value=False).astype(bool)]
    known = {text: street_of(text) for text in told[schema.LOCATION].dropna().unique()}
    streets = told[schema.LOCATION].map(known)
    streets = streets.mask(streets.str.lower().isin(GENERIC_PLACES))
    told = told[care.at_shown_places(told, streets)]
    types = offence_types(told, offence_names)
    rows = []
    for street, members in told.groupby(streets[told.index], sort=True):
        middle = _middle_of(members)
        rows.append((str(street), len(members), top_offences(types[members.index]), middle))
    table = gpd.GeoDataFrame(
        rows, columns=list(REPEAT_COLUMNS), geometry=schema.GEOMETRY, crs=at_places.crs
    )
    ordered = table.sort_values([schema.OFFENCES, schema.STREET], ascending=[False, True])
    return ordered.head(MOST_REPEAT_PLACES).reset_index(drop=True)


def _middle_of(members: gpd.GeoDataFrame) -> shapely.Point:
    """Return where a street's offences lie; to the square, where the middle can be a home."""
    east, north = np.median(shapely.get_coordinates(members.geometry), axis=0)[:, np.newaxis]
    if not care.in_public(members).all():
        east, north = care.middles_of_squares(east, north)
    return shapely.Point(float(east[0]), float(north[0]))


def _neighbours(ward: pd.Series, wards: gpd.GeoDataFrame) -> pd.DataFrame:
    others = wards[wards[schema.WARD_CODE] != ward[schema.WARD_CODE]]
    reach = shapely.buffer(ward[schema.GEOMETRY], NEIGHBOUR_GAP_M)
    near = others[others.intersects(reach)]
    edges = shapely.length(shapely.intersection(shapely.boundary(near.geometry.to_numpy()), reach))
    table = pd.DataFrame(near.drop(columns=near.geometry.name)).assign(**{SHARED_EDGE_M: edges})
    beside = table[table[SHARED_EDGE_M] >= LEAST_SHARED_EDGE_M + 2 * NEIGHBOUR_GAP_M]
    return beside.sort_values(
        [SHARED_EDGE_M, schema.WARD_CODE], ascending=[False, True], ignore_index=True
    )[list(NEIGHBOUR_COLUMNS)]


def _streets(homes: gpd.GeoDataFrame, ward: pd.Series) -> pd.DataFrame:
    own = homes_of_ward(homes, ward)
    streets = own[schema.STREET].fillna("street not known")
    counts = pd.DataFrame(
        {
            HOMES: streets.value_counts(),
            FLATS: own[schema.FLAT].notna().groupby(streets).sum(),
        }
    )
    small = care.withheld(counts[HOMES], fewest=care.FEWEST_ADDRESSES)
    shown = counts[~small].sort_index().rename_axis(schema.STREET).reset_index()
    if small.any():
        words = f"{int(small.sum())} short streets together"
        rest = pd.DataFrame(
            {
                schema.STREET: [words],
                HOMES: [int(counts.loc[small, HOMES].sum())],
                FLATS: [int(counts.loc[small, FLATS].sum())],
            }
        )
        shown = pd.concat([shown, rest], ignore_index=True)
    return shown[list(STREET_COLUMNS)]


def homes_of_ward(homes: gpd.GeoDataFrame, ward: pd.Series) -> gpd.GeoDataFrame:
    """Return a ward's homes: by the ward code of their row, by the outline where it has none."""
    code = homes[schema.WARD_CODE]
    inside: Bools = homes.intersects(ward[schema.GEOMETRY]).to_numpy()
    own = (code == ward[schema.WARD_CODE]).fillna(value=False).to_numpy(dtype=bool)
    return homes[own | (code.isna().to_numpy() & inside)]


def _themes(
    themes: ThemeLines,
    own: gpd.GeoDataFrame,
    force: gpd.GeoDataFrame,
    ward: pd.Series,
    wards: pd.DataFrame,
    known: Sequence[ToldCount],
) -> pd.DataFrame:
    residents, everyone = ward[schema.RESIDENTS], wards[schema.RESIDENTS].sum()
    rows: list[tuple[object, ...]] = []
    held = [line.holds(force) for line in themes.lines]
    hidden = _hidden_beside(known, held, own, force)
    for line, is_hidden in zip(themes.lines, hidden, strict=True):
        here, there = int(line.holds(own).sum()), int(line.holds(force).sum())
        rate = here / residents * PER_PEOPLE if residents and residents > 0 else np.nan
        usual = there / everyone * PER_PEOPLE if everyone > 0 else np.nan
        times = rate / usual if usual and usual > 0 else np.nan
        expected = usual * residents / PER_PEOPLE if residents and residents > 0 else np.nan
        by_chance = float(pdtrc(here - 1, expected)) if here and expected > 0 else 1.0
        raised = times >= RAISED_TIMES and here >= care.FEWEST_COUNTED and by_chance < CHANCE
        shown = (None, np.nan, usual, np.nan) if is_hidden else (here, rate, usual, times)
        rows.append((line.label, "", *shown, bool(raised)))
    none = (None, np.nan, np.nan, np.nan, False)
    rows += [(name, why, *none) for name, why in themes.unreadable.items()]
    table = pd.DataFrame(rows, columns=list(THEME_COLUMNS))
    return table.astype({schema.OFFENCES: "Int64", TOUCHED: "bool"})
