"""What a reader may see of a selection, a place and a count: the one place that says so.

Every product asks here before it is drawn.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from hotspots import schema, words
from hotspots.density_classes import SHARES_OF_AREA, ClassBreaks, ClassedSurface, class_breaks
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.selection import Selection
    from hotspots.surface import Surface

# A count of 1 to 4 can point at a person, and a difference of two such counts at one. Five is what
# the Office for National Statistics and the Ministry of Justice publish from.
FEWEST_COUNTED: Final = 5
# data.police.uk moves every offence to a point that stands for eight postal addresses or more, or
# for none: data.police.uk/about, "Location anonymisation".
FEWEST_ADDRESSES: Final = 8
WITHHELD: Final = "withheld"
FEW: Final = f"fewer than {FEWEST_COUNTED}"
# A cell of a surface is shown where this many offences lie within the bandwidth, at this many
# places. Two places would keep more (benchmarks/care_floor.py), but whoever knows one then knows
# the other.
FEWEST_OFFENCES_NEAR: Final = 5
_NEARLY_NONE: Final = 1e-6  # of what a solution of linear equations leaves
_ROUNDING: Final = 1e-6  # of offences that are shared out among hours
FEWEST_PLACES: Final = 3
# A surface is drawn from the middles of squares of this size, in metres: whatever a reader works
# out of it is a square, and no address. In a town one holds more than FEWEST_ADDRESSES homes; it
# costs a surface of 200 m bandwidth 8 % of its sharpness (its variance s²/12 beside h²/8).
SQUARE_M: Final = 100.0
# Two points within a metre are one place: coordinates are given in whole metres, or rounded so.
PLACE_M: Final = 1.0
# A sum of weights tells which kinds were added up, where it is exact: weights are public, and of a
# dozen offences one combination alone makes a sum to the penny.
HARM_FIGURES: Final = 3
# Of an area as small as a ward two runs a day apart differ by one offence on most days: to three
# figures its weight tells what it was, to two it does not (benchmarks/harm_day_by_day.py).
HARM_FIGURES_OF_A_WARD: Final = 2
# What an outline is drawn around: the middle of a square of this size, in metres, for a place where
# somebody may live. The corners of an outline are arcs, and the middle of an arc is what it is
# drawn around. No point of a square lies further from its middle than the reach.
CORNER_M: Final = 50.0
CORNER_REACH_M: Final = 36.0
# What a surface of a sensitive selection is drawn in: one class.
SHARES_IF_SENSITIVE: Final = (SHARES_OF_AREA[-1],)


@lru_cache(maxsize=1)
def sensitive_codes() -> frozenset[str]:
    """Return the Home Office codes of sexual offences: their victims are anonymous for life.

    Sexual Offences (Amendment) Act 1992, section 1.
    """
    table = resources.files("hotspots") / "reference" / "offence_codes.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return frozenset(row["offence_code"] for row in rows if row["sensitive"] == "true")


def is_sensitive(selection: Selection) -> bool:
    """Say whether a selection asks for sexual offences by their codes, domestic abuse or hate."""
    by_marker = bool(selection.domestic_abuse) or schema.HATE in selection.marked
    return by_marker or not sensitive_codes().isdisjoint(selection.offence_codes)


def ground_may_be_counted(*, homes: int | None, area_m2: float) -> bool:
    """Say whether what was counted on some ground may be told.

    Ground that an analyst draws, and what two such grounds differ by: of ``FEWEST_ADDRESSES`` homes
    or more, or of none; where homes are not known, as large as a square of ``SQUARE_M``.

    Parameters
    ----------
    homes : int or None
    area_m2 : float

    Examples
    --------
    >>> ground_may_be_counted(homes=7, area_m2=1e6), ground_may_be_counted(homes=0, area_m2=100.0)
    (False, True)
    """
    if homes is None:
        return area_m2 >= SQUARE_M**2
    return homes == 0 or homes >= FEWEST_ADDRESSES


def sensitive(offences: pd.DataFrame) -> pd.Series[bool]:
    """Say which offences make no spot, street, hour or repeat location.

    Sexual offences, and what its source marks as domestic abuse. Without a code a sexual offence
    cannot be told from what its category joins it with.

    Parameters
    ----------
    offences : DataFrame
        ``offence_code``, and ``domestic_abuse`` where it is known.

    Returns
    -------
    Series of bool, on the same index
    """
    held = offences[schema.OFFENCE_CODE].isin(sensitive_codes())
    if schema.DOMESTIC_ABUSE in offences:
        held |= _marked(offences[schema.DOMESTIC_ABUSE], known=True)
    return held.astype(bool)


def public_points(offences: pd.DataFrame) -> pd.Series[bool]:
    """Say which offences have a point that their publisher made public, and no floor holds for.

    Their reader tells it by the source; a table that does not say so has none.
    """
    if schema.PUBLIC_POINT in offences:
        return _marked(offences[schema.PUBLIC_POINT], known=True)
    return offences[schema.OFFENCE_CODE].isna() & False


def in_public(offences: pd.DataFrame) -> pd.Series[bool]:
    """Return which offences are at a public point, or known to be in no dwelling."""
    public = public_points(offences)
    if schema.DWELLING in offences:
        public = public | _marked(offences[schema.DWELLING], known=False)
    return public


def _marked(column: pd.Series, *, known: bool) -> pd.Series[bool]:
    """Say where a column of truths that may be missing is known to be one."""
    held: pd.Series[bool] = (column == known).fillna(value=False).astype(bool)
    return held


def places_of(eastings: Floats, northings: Floats) -> Longs:
    """Return the number of each point's place, from 0 on: points within a metre share one.

    Parameters
    ----------
    eastings, northings : array of shape (n,)
        Metres, finite.
    """
    if not len(eastings):
        return np.empty(0, dtype=np.int64)
    east, north = (np.round(each / PLACE_M).astype(np.int64) for each in (eastings, northings))
    # One number for both, which sorts as the two do, is told apart ten times as fast.
    both = (east - east.min()) * (int(np.ptp(north)) + 1) + north - north.min()
    return np.asarray(np.unique(both, return_inverse=True)[1], dtype=np.int64)


def may_be_shown(offences: gpd.GeoDataFrame, group: Longs, groups: int) -> Bools:
    """Say which groups of offences (spots, streets, repeat locations) may be shown as a place.

    A group that rests on three places or more may, and one that rests on fewer where all of its
    offences are at a public point or known to be in no dwelling. Unknown is not "no".

    Parameters
    ----------
    offences : GeoDataFrame
        Points in metres; ``dwelling`` and ``public_point`` where they are known.
    group : array of int, of shape (n,)
        The group of each offence, -1 for none.
    groups : int
        How many there are.

    Returns
    -------
    array of bool, of shape (groups,)
    """
    public = in_public(offences).to_numpy()
    held = group >= 0
    points = offences.geometry.to_numpy()
    places = places_of(shapely.get_x(points), shapely.get_y(points))
    places_there = int(places.max(initial=0)) + 1
    pairs = np.unique(group[held] * places_there + places[held])
    distinct = np.bincount(pairs // places_there, minlength=groups)
    unknown = np.bincount(group[held & ~public], minlength=groups)
    return np.asarray((distinct >= FEWEST_PLACES) | (unknown == 0), dtype=np.bool_)


def at_shown_places(offences: gpd.GeoDataFrame, names: pd.Series[str]) -> pd.Series[bool]:
    """Say which offences may be counted by the street, or other place, that they are named after.

    Not the sensitive ones, and only those of places with ``FEWEST_COUNTED`` offences left that
    ``may_be_shown``.

    Parameters
    ----------
    offences : GeoDataFrame
        As ``may_be_shown``, with ``offence_code``.
    names : Series of str
        The place of each, on the same index; missing where there is none.

    Returns
    -------
    Series of bool, on the same index
    """
    named = names.mask(sensitive(offences)).astype("category").cat
    group = named.codes.to_numpy().astype(np.int64)
    counts = np.bincount(group[group >= 0], minlength=len(named.categories))
    shown = may_be_shown(offences, group, len(counts)) & (counts >= FEWEST_COUNTED)
    # The last entry answers for -1: no name.
    return names.notna() & np.append(shown, [False])[group]


def middles_of_squares(eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
    """Return points moved to the middle of their square of ``SQUARE_M``."""
    east, north = ((np.floor(each / SQUARE_M) + 0.5) * SQUARE_M for each in (eastings, northings))
    return east, north


def corners_of(points: Floats, place: Longs, offences: pd.DataFrame) -> Floats:
    """Return what an outline may be drawn around in place of each point.

    The point itself where all of its offences are ``in_public``; else the middle of its square of
    ``CORNER_M``.

    Parameters
    ----------
    points : array of shape (m, 2)
        Metres.
    place : array of int, of shape (n,)
        The point of each offence.
    offences : DataFrame
        ``dwelling`` and ``public_point`` where they are known.
    """
    may_be_home = np.bincount(place[~in_public(offences).to_numpy()], minlength=len(points)) > 0
    middles = (np.floor(points / CORNER_M) + 0.5) * CORNER_M
    return np.where(may_be_home[:, np.newaxis], middles, points)


def groups_of_a_surface(offences: pd.DataFrame) -> tuple[tuple[Bools, bool], ...]:
    """Return which offences enter a surface together, and whether a floor holds for them.

    Public points; other offences; sensitive ones. Each group enters where it has support of its
    own, so that a sensitive offence is not carried over the floor by those around it, nor a point
    that is not public by those that are.

    Returns
    -------
    tuple of (array of bool of shape (n,), bool)
        At least one; a group without offences is left out while another has some.
    """
    public = public_points(offences).to_numpy()
    secret = sensitive(offences).to_numpy() & ~public
    groups = ((public, False), (~public & ~secret, True), (secret, True))
    return tuple(each for each in groups if each[0].any()) or groups[1:2]


@dataclass(frozen=True, kw_only=True)
class SurfacePart:
    """The density of one group of offences, and what it rests on.

    Attributes
    ----------
    surface : Surface
    offences, places : array of int of the grid's shape, or None
        Offences and places within the bandwidth of each cell's centre; None where no floor holds.
    """

    surface: Surface
    offences: NDArray[np.int32] | None = None
    places: NDArray[np.int32] | None = None

    @property
    def densities(self) -> Floats:
        """All of them."""
        return self.surface.values  # noqa: PD011 - of a Surface

    @property
    def shown(self) -> Floats:
        """The densities where the support reaches the floor, 0 elsewhere."""
        if self.offences is None or self.places is None:
            return self.densities
        enough = (self.offences >= FEWEST_OFFENCES_NEAR) & (self.places >= FEWEST_PLACES)
        return np.where(enough, self.densities, 0.0)


def shown_surface(
    parts: Sequence[SurfacePart],
    *,
    sensitive_selection: bool,
    classes: ClassBreaks | None = None,
) -> ClassedSurface:
    """Return a surface as a reader may see it: classes, and nothing where support is wanting.

    Parameters
    ----------
    parts : sequence of SurfacePart
        At least one, all on one grid: the groups of ``groups_of_a_surface``.
    sensitive_selection : bool
        True for ``is_sensitive``: one class, and no raster.
    classes : ClassBreaks, optional
        Of another surface, so that a colour means the same on both; by default its own.
    """
    if not parts:
        raise ParameterError("A surface is made of one group of offences or more; none was given.")
    first = parts[0].surface
    every = reduce(np.add, (part.densities for part in parts))
    shown = reduce(np.add, (part.shown for part in parts))
    counted = np.ones_like(every, dtype=np.bool_) if first.inside is None else first.inside
    whole, left = float(every[counted].sum()), float(shown[counted].sum())
    dense = (every > 0) & counted
    cells, blank = int(dense.sum()), int((dense & (shown <= 0)).sum())
    shares = SHARES_IF_SENSITIVE if sensitive_selection else SHARES_OF_AREA
    breaks = classes or class_breaks(replace(first, values=shown), shares, whole=whole)
    return ClassedSurface(
        grid=first.grid,
        bands=np.where(counted, breaks.bands(shown), np.uint8(0)),
        breaks=breaks,
        title=first.title,
        bandwidth_m=first.bandwidth_m,
        inside=first.inside,
        has_raster=not sensitive_selection,
        share_withheld=1.0 - left / whole if whole > 0 and left < whole else 0.0,
        share_of_area_withheld=blank / cells if cells else 0.0,
    )


# What a cell of a change map is called; 0 is no change beyond chance, or withheld.
SURELY_FEWER, FEWER, MORE, SURELY_MORE = 1, 2, 3, 4
CHANCE_OF_A_CHANGE: Final = 0.05


def shown_change(
    chance_of_more: Floats,
    chance_of_fewer: Floats,
    chance_anywhere: Floats,
    now: tuple[Longs, Longs] | None,
    then: tuple[Longs, Longs] | None,
) -> NDArray[np.uint8]:
    """Return what of a change of two surfaces a reader may see: four classes, and no figure.

    A cell tells more where the newer period has ``FEWEST_OFFENCES_NEAR`` offences at
    ``FEWEST_PLACES`` places within the bandwidth, and fewer where the older one has. What the
    other has is not told.

    Parameters
    ----------
    chance_of_more, chance_of_fewer : float arrays of one shape
        Of each cell alone.
    chance_anywhere : float array of that shape
        After allowing for the whole map.
    now, then : (offences, places) or None
        Within the bandwidth of each cell; None where no floor holds.

    Returns
    -------
    uint8 array of that shape
    """
    bands = np.zeros(chance_of_more.shape, dtype=np.uint8)
    for chance, support, clear, surely in (
        (chance_of_fewer, then, FEWER, SURELY_FEWER),
        (chance_of_more, now, MORE, SURELY_MORE),
    ):
        shown = chance <= CHANCE_OF_A_CHANGE
        if support is not None:
            shown &= (support[0] >= FEWEST_OFFENCES_NEAR) & (support[1] >= FEWEST_PLACES)
        bands[shown] = clear
        bands[shown & (chance_anywhere <= CHANCE_OF_A_CHANGE)] = surely
    return bands


def shown_count(count: int | None, *, fewest: int = FEWEST_COUNTED) -> int | None:
    """Return a count as a reader may see it: None where it is withheld, or missing.

    Zero is shown: nobody is behind it.

    Parameters
    ----------
    count : int or None
        0 or more.
    fewest : int
        The least that is shown of what is not 0.

    Examples
    --------
    >>> shown_count(12), shown_count(4), shown_count(0)
    (12, None, 0)
    """
    return None if count is None or words.is_missing(count) or 0 < count < fewest else int(count)


def count_in_words(count: int, *, fewest: int = FEWEST_COUNTED) -> str:
    """Return a count as a sentence or a cell has it.

    Examples
    --------
    >>> count_in_words(1200), count_in_words(3), count_in_words(0)
    ('1,200', 'fewer than 5', '0')
    """
    return FEW if shown_count(count, fewest=fewest) is None else words.number(count)


def shown_counts(counts: pd.Series[int], *, fewest: int = FEWEST_COUNTED) -> pd.Series[int]:
    """Return counts as a reader may see them: missing where one is withheld.

    For counts whose total stands nowhere. Where it does, ask ``withheld``.

    Parameters
    ----------
    counts : Series of int
        0 or more; may be missing.

    Returns
    -------
    Series of Int64, on the same index
    """
    few = (counts > 0) & (counts < fewest)
    return counts.astype("Int64").mask(few.fillna(value=False).astype(bool))


def shown_harm(harm: ArrayLike, *, figures: int = HARM_FIGURES) -> Floats:
    """Return harm, and shares of it, to so many significant figures.

    Parameters
    ----------
    harm : array
        May be missing.
    figures : int

    Examples
    --------
    >>> shown_harm([42_857.31, 0.15590, 0.0]).tolist()
    [42900.0, 0.156, 0.0]
    """
    values = np.asarray(harm, dtype=np.float64)
    size = np.floor(np.log10(np.abs(values), where=values != 0, out=np.zeros(values.shape)))
    size = np.where(np.isfinite(values), size, 0.0).astype(np.int64)
    rounded = [
        round(value, figures - 1 - at) if np.isfinite(value) else value
        for value, at in zip(values.ravel().tolist(), size.ravel().tolist(), strict=True)
    ]
    return np.array(rounded, dtype=np.float64).reshape(values.shape)


def shown_week(week: ArrayLike) -> Floats:
    """Return the offences of each hour of a week as a reader may see them.

    Neighbouring hours are put together until they hold ``FEWEST_COUNTED`` offences, and each is
    given the mean of them; an hour without any may stand alone. So the shape of the week is seen,
    its sum is kept, and no run of equal hours holds 1 to 4.

    Parameters
    ----------
    week : array of shape (7, 24)
        0 or more, Monday first; an offence may be shared out among hours.

    Returns
    -------
    array of shape (7, 24)
        NaN throughout where the whole week holds 1 to 4.

    Notes
    -----
    Of all ways to cut the week into runs that may be shown, the one whose hours differ least from
    their means (least squares, by dynamic programming).
    """
    hours = np.asarray(week, dtype=np.float64)
    flat = hours.ravel()
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (flat, flat**2))
    least = np.zeros(flat.size + 1)
    starts = np.zeros(flat.size + 1, dtype=np.int64)
    for end in range(1, flat.size + 1):
        start = np.arange(end)
        held = sums[end] - sums[start]
        apart = squares[end] - squares[start] - held**2 / (end - start)
        may = (held >= FEWEST_COUNTED - _ROUNDING) | (held <= _ROUNDING)
        cost = np.where(may, least[start] + apart, np.inf)
        starts[end] = int(np.argmin(cost))
        least[end] = cost[starts[end]]
    if not np.isfinite(least[-1]):
        return np.full(hours.shape, np.nan)
    shown, end = np.empty(flat.size), flat.size
    while end:
        start = starts[end]
        shown[start:end] = (sums[end] - sums[start]) / (end - start)
        end = start
    return shown.round(3).reshape(hours.shape)


def shown_spots(spots: gpd.GeoDataFrame, offences: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return harm spots, or streets, without figures that a small count could be worked out from.

    Harm, scores and shares are rounded by ``shown_harm``, hours by ``shown_week``; the ratio of the
    halves of a period is missing where either half has 1 to 4 offences.

    Parameters
    ----------
    spots : GeoDataFrame
        With any of ``schema.HARM_SPOT_COLUMNS``, and columns whose names begin with ``harm_``.
    offences : DataFrame
        What they are made of: where all are published, the spots stay as they are.
    """
    if fewest_of(offences) == 1:
        return spots
    count = schema.harm_column("count")
    shown = {
        name: shown_harm(spots[name])
        for name in spots.columns
        if name in schema.MADE_OF_HARM or (_is_harm(name) and name != count)
    }
    if schema.HOUR_BY_WEEKDAY in spots:
        shown[schema.HOUR_BY_WEEKDAY] = spots[schema.HOUR_BY_WEEKDAY].map(
            week_as_shown, na_action="ignore"
        )
    if schema.TREND_RATIO in spots:
        ratio, number = spots[schema.TREND_RATIO], spots[schema.OFFENCES]
        smaller = number * np.minimum(ratio, 1.0) / (1.0 + ratio)
        few = (smaller > 0) & (smaller.round() < FEWEST_COUNTED)
        shown[schema.TREND_RATIO] = ratio.mask(few)
    return spots.assign(**shown)


def week_as_shown(text: str) -> str | None:
    """Return the JSON of a week of hours as ``shown_week`` has it; None where none is shown."""
    hours = shown_week(json.loads(text))
    return None if np.isnan(hours).any() else json.dumps(hours.tolist())


def _is_harm(name: object) -> bool:
    prefixes = schema.harm_column(""), schema.harm_basis_column("")
    return str(name).startswith(prefixes[0]) and not str(name).startswith(prefixes[1])


def shown_figures(found: Any, offences: pd.DataFrame) -> Any:  # noqa: ANN401 - of a receipt
    """Return what a receipt says was found, its fractions to ``HARM_FIGURES`` significant figures.

    Whole numbers stay, and everything does where all offences are published.
    """
    if fewest_of(offences) == 1:
        return found
    if isinstance(found, Mapping):
        return {name: shown_figures(each, offences) for name, each in found.items()}
    if isinstance(found, list | tuple):
        return [shown_figures(each, offences) for each in found]
    return float(shown_harm(found)) if isinstance(found, float) else found


def fewest_of(offences: pd.DataFrame) -> int:
    """Return the least that is shown of a count of these offences.

    1 where all of them are published at public points: whoever wants the count counts them.
    """
    return 1 if len(offences) and public_points(offences).all() else FEWEST_COUNTED


def withheld(
    counts: pd.Series[int] | pd.Series[float], *, fewest: int = FEWEST_COUNTED
) -> pd.Series[bool]:
    """Say which parts of a whole are withheld where a reader may know the whole.

    Every part of 1 to 4 is. What is left of the whole is the sum of those withheld: where it is
    one part alone, is itself under the floor, or can be made up in one way only (two parts that
    make 8 are 4 and 4), the smallest of the other parts is withheld with them.

    Parameters
    ----------
    counts : Series of int
        The parts, 0 or more, none missing.
    fewest : int
        The least that is shown of what is not 0.

    Returns
    -------
    Series of bool, on the same index
        All true, parts of 0 too, where nothing else is left to hide a small part behind; a whole
        that is itself under the floor is withheld by ``shown_count``.

    Notes
    -----
    Who knows this rule too can, where parts tie at the floor, tell which was taken as company.

    Examples
    --------
    >>> import pandas as pd
    >>> withheld(pd.Series([40, 12, 7, 3])).tolist()
    [False, False, True, True]
    """
    import pandas as pd  # noqa: PLC0415 - help must not load it

    parts = np.asarray(counts.to_numpy(na_value=np.nan), dtype=np.float64)
    found = _withheld_parts(parts, fewest)
    return pd.Series(found, index=counts.index)


def _withheld_parts(counts: Floats, fewest: int) -> Bools:
    """Say which parts of a whole are withheld, as ``withheld`` does."""
    there = np.flatnonzero(counts > 0)
    smallest_first = there[np.argsort(counts[there], kind="stable")]
    parts = counts[smallest_first]
    number = int((parts < fewest).sum())
    if number and not _hides(parts[:number], fewest):
        number += 1
        while parts[:number].sum() < fewest and number < len(parts):
            number += 1
    chosen = np.full(len(counts), number > len(parts))
    chosen[smallest_first[:number]] = True
    return np.asarray((counts >= 0) & chosen, dtype=np.bool_)


def _hides(few: Floats, fewest: int) -> bool:
    """Say whether the sum of parts, each known to be under the floor, tells none of them."""
    together, number = int(few.sum()), len(few)
    return number > 1 and together >= fewest and number < together < number * (fewest - 1)


def patterns_of(held: Bools) -> Bools:
    """Return which of several lines an offence can be in at once, of shape (patterns, lines).

    Parameters
    ----------
    held : array of bool, of shape (offences, lines)
        Whether each offence is counted in each line.
    """
    import pandas as pd  # noqa: PLC0415 - help must not load it

    return np.asarray(pd.DataFrame(held).drop_duplicates(), dtype=np.bool_)


def withheld_beside(
    counts: Floats,
    patterns: Bools,
    *,
    fewest: int = FEWEST_COUNTED,
    also: Bools | None = None,
    standing: Bools | None = None,
) -> Bools:
    """Say which of several counts are withheld where one is of a part of another.

    Counts under the floor are. Of two that are both shown and differ by less than it the smaller
    one is, or the one that does not stand already. And where the parts of one that are shown leave
    less than the floor of it, the smallest of those parts is.

    Parameters
    ----------
    counts : array of shape (n,)
        0 or more.
    patterns : array of bool, of shape (m, n)
        In which counts one offence can be at once: ``patterns_of``.
    fewest : int
        The least that is shown of what is not 0.
    also : array of bool, of shape (n,), optional
        What is withheld for another reason.
    standing : array of bool, of shape (n,), optional
        What a reader has anyhow: shown, whatever it is.

    Examples
    --------
    >>> theme, category = 39, 42
    >>> patterns = np.array([[True, True], [False, True]])
    >>> withheld_beside(np.array([theme, category]), patterns).tolist()
    [True, False]
    >>> all_offences, burglary, robbery = 42, 30, 8  # what is left are 4 of other kinds
    >>> patterns = np.array([[True, True, False], [True, False, True], [True, False, False]])
    >>> withheld_beside(np.array([all_offences, burglary, robbery]), patterns).tolist()
    [False, False, True]
    """
    stands = np.zeros(len(counts), dtype=np.bool_) if standing is None else standing
    hidden = _withheld_by_two(counts, _within(patterns), fewest, also, stands)
    while (more := _left_over(counts, hidden, patterns, fewest) & ~stands).any():
        hidden |= more
    return hidden


def _within(patterns: Bools) -> Bools:
    """Say of each two lines whether all that the first counts is counted by the second."""
    return np.asarray((patterns.T.astype(np.int64) @ ~patterns) == 0)


def _withheld_by_two(
    counts: Floats, within: Bools, fewest: int, also: Bools | None, stands: Bools
) -> Bools:
    """Say which counts are withheld for themselves, or beside one other."""
    hidden = (counts > 0) & (counts < fewest)
    if also is not None:
        hidden |= also
    hidden &= ~stands
    shown = np.empty(len(counts), dtype=np.int64)
    number = int(stands.sum())
    shown[:number] = np.flatnonzero(stands)
    order = np.argsort(-counts, kind="stable")
    # What is not there differs by the floor or more from whatever is shown of the rest.
    for each in order[(counts[order] > 0) & ~hidden[order] & ~stands[order]]:
        more = counts[shown[:number]] - counts[each]
        near = shown[:number][(more != 0) & (np.abs(more) < fewest)]
        holds = np.where(counts[near] > counts[each], within[each, near], within[near, each])
        hidden[each] = bool(holds.any())
        if not hidden[each]:
            shown[number] = each
            number += 1
    return hidden


def _left_over(counts: Floats, hidden: Bools, patterns: Bools, fewest: int) -> Bools:
    """Return the smallest part of each count whose shown parts leave 1 to 4 of it, if any do."""
    found = np.zeros(len(counts), dtype=np.bool_)
    shown = np.flatnonzero(~hidden & (counts > 0))
    order = shown[np.argsort(-counts[shown], kind="stable")].tolist()
    amounts = counts.tolist()
    # The patterns of each line as the bits of one number.
    held = [int.from_bytes(each.tobytes()) for each in np.packbits(patterns, axis=0).T]
    for whole in order:
        left, amount, smallest = held[whole], amounts[whole], -1
        for part in order:
            own = held[part]
            if own and own != held[whole] and not own & ~left:
                left &= ~own
                amount, smallest = amount - amounts[part], part
        if smallest >= 0 and 0 < amount < fewest:
            found[smallest] = True
    return found


def withheld_cells(counts: Floats, patterns: Bools, *, fewest: int = FEWEST_COUNTED) -> Bools:
    """Say which cells of a table of areas and lines are withheld, the whole in its first row.

    No cell is under the floor, no two of which one is a part of the other differ by less, and no
    cell under it can be had from others by sums and differences, along areas, lines or both.

    Parameters
    ----------
    counts : array of shape (areas, lines)
        Offences, 0 or more. The first row is the whole; the others add up to it, or to less where
        some lie in none of them.
    patterns : array of bool, of shape (patterns, lines)
        In which lines one offence can be at once: ``patterns_of``.
    fewest : int
        The least that is shown of what is not 0.

    Returns
    -------
    array of bool, of the counts' shape
    """
    if fewest <= 1:
        return np.zeros(counts.shape, dtype=np.bool_)
    nowhere = counts[0] - counts[1:].sum(axis=0)
    every = np.vstack([counts, nowhere])
    areas, lines = every.shape
    in_area = np.eye(areas, dtype=np.bool_)
    in_area[:, 0] = True
    within = _within(patterns)
    of_cells = (in_area[:, None, :, None] & within[None, :, None, :]).reshape(every.size, -1)
    none_stands = np.zeros(every.size, dtype=np.bool_)
    hidden = np.zeros(every.shape, dtype=np.bool_)
    while True:
        found = _withheld_by_two(every.ravel(), of_cells, fewest, hidden.ravel(), none_stands)
        found = found.reshape(every.shape)
        for line in range(lines):
            found[:, line] |= _company(every[:, line], found[:, line], fewest)
        for area in range(areas):
            found[area] |= _left_over(every[area], found[area], patterns, fewest)
        if (found == hidden).all():
            found |= _given_by_sums(every, found, patterns, fewest)
        if (found == hidden).all():
            return found[:-1]
        hidden = found


def _given_by_sums(counts: Floats, hidden: Bools, patterns: Bools, fewest: int) -> Bools:
    """Return the smallest shown cell by which each withheld count can be had from those shown.

    A count can be had where its offences are a sum of multiples of what the shown cells count.
    """
    found = np.zeros(counts.shape, dtype=np.bool_)
    small = np.argwhere(hidden & (counts > 0) & (counts < fewest))
    shown = np.argwhere(~hidden & (counts > 0))
    if not len(small) or not len(shown):
        return found
    # By area and pattern; the whole is all areas. A shown 0 tells that its patterns have none.
    may_be = ~(patterns[None] & ((counts == 0) & ~hidden)[:, None]).any(axis=2)[1:]
    sums = _sums_of(shown, patterns, may_be)
    wanted = _sums_of(small, patterns, may_be)
    times, *_ = np.linalg.lstsq(sums, wanted, rcond=None)
    had = np.abs(sums @ times - wanted).max(axis=0) < _NEARLY_NONE
    for own in times.T[had]:
        uses = shown[np.abs(own) > _NEARLY_NONE]
        found[tuple(uses[np.argmin(counts[tuple(uses.T)])])] = True
    return found


def _sums_of(cells: Longs, patterns: Bools, may_be: Bools) -> Floats:
    """Return which offences each cell counts, of shape (areas and patterns that may be, cells)."""
    area, line = cells.T
    inside = (area == 0) | (np.arange(1, len(may_be) + 1)[:, None] == area)
    of_cells = inside[:, None, :] & patterns[None, :, line]
    return np.asarray(of_cells[may_be], dtype=np.float64)


def withheld_in_districts(
    counts: Floats, districts: Floats, district_of: Longs, *, fewest: int = FEWEST_COUNTED
) -> Bools:
    """Say which counts of areas are withheld, column by column, beside the whole's and districts'.

    Parameters
    ----------
    counts : array of shape (areas + 1, columns)
        The whole in the first row.
    districts : array of shape (districts, columns)
        Counts that another page may hold.
    district_of : int array of shape (areas,), or of none
        The district that each area lies in, -1 for none; empty where the areas are districts.
    fewest : int
        The least that is shown of what is not 0.

    Returns
    -------
    array of bool, of the counts' shape
    """
    one_line = np.ones((1, 1), dtype=np.bool_)
    hidden = np.zeros(counts.shape, dtype=np.bool_)
    for column in range(counts.shape[1]):
        own = counts[:, column : column + 1]
        hidden[:, column] = withheld_cells(own, one_line, fewest=fewest)[:, 0]
        for district in np.unique(district_of[district_of >= 0]):
            held = np.flatnonzero(district_of == district) + 1
            parts = np.concatenate([districts[district : district + 1, column], own[held, 0]])
            beside = withheld_cells(parts[:, None], one_line, fewest=fewest)
            hidden[held, column] |= beside[1:, 0]
    return hidden


def withheld_in_table(counts: Floats, *, fewest: int = FEWEST_COUNTED) -> Bools:
    """Say which cells of a table with sums along each of its sides are withheld.

    No cell is under the floor, and none can be had from the others of a line along any side.

    Parameters
    ----------
    counts : array of any number of sides
        0 or more. The first entry along each side is the sum of the others, as a table of areas,
        offence groups and outcomes has it; what lies in no area has an entry of its own.
    fewest : int
        The least that is shown of what is not 0.

    Returns
    -------
    array of bool, of the counts' shape

    Examples
    --------
    >>> detected = np.array([[100, 20, 80], [60, 3, 57], [40, 17, 23]])
    >>> withheld_in_table(detected).tolist()
    [[False, False, False], [False, True, True], [False, True, True]]
    """
    hidden = (counts > 0) & (counts < fewest)
    while fewest > 1:
        found = hidden.copy()
        for side in range(counts.ndim):
            lines, shut = np.moveaxis(counts, side, 0), np.moveaxis(found, side, 0)
            for at in np.ndindex(*lines.shape[1:]):
                line = (slice(None), *at)
                shut[line] |= _company(lines[line], shut[line], fewest)
        if (found == hidden).all():
            break
        hidden = found
    return hidden


def to_nearest_five(counts: ArrayLike) -> Floats:
    """Return counts to the nearest five: what is told of a sum whose parts are withheld."""
    return np.round(np.asarray(counts, dtype=np.float64) / FEWEST_COUNTED) * FEWEST_COUNTED


def _company(column: Floats, hidden: Bools, fewest: int) -> Bools:
    """Return what is withheld of a whole (first) and its parts, so that none can be had by them."""
    found = hidden.copy()
    if not hidden[0]:
        found[1:] |= _withheld_parts(column[1:], fewest)
    there = column > 0
    if (found & there).sum() == 1:
        others = np.flatnonzero(there & ~found)
        others = others[others > 0] if (others > 0).any() else others
        found[others[np.argsort(column[others], kind="stable")[:1]]] = True
    return found
