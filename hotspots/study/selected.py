"""What a journey looks at: which offences, weighed by which index, in which places, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import care, words
from hotspots.analyse.data_cover import reads_selection, rows_tell
from hotspots.errors import HotspotsError, ParameterError, SettingsError
from hotspots.load.harm_weights import read_harm_index, shipped_indices
from hotspots.load.offence_codes import read_offence_codes
from hotspots.nearest import instead_of

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile
    from hotspots.selection import Selection


def chosen_selection(profile: ForceProfile, key: str | None) -> Selection:
    """Return a named selection of the profile; without a name, the one that harm spots are of.

    Raises
    ------
    SettingsError
        When the profile has none of that name, or it is of domestic abuse: where that happens is a
        home.
    """
    key = key or profile.harm_spot_selection
    if key not in profile.selections:
        raise SettingsError(
            f"The profile {profile.key!r} has no selection {key!r}. "
            f"{instead_of(key, sorted(profile.selections))}"
        )
    if profile.selections[key].domestic_abuse:
        raise SettingsError(
            f"The selection {key!r} is of domestic abuse, which happens in homes: it is counted by "
            "district in `hotspots changes`, and no map, spot or area is made of it. Name another "
            "selection."
        )
    return profile.selections[key]


def require_shown(offences: pd.DataFrame, chosen: Selection) -> None:
    """Refuse a selection of which the source tells nothing: none would be a false figure.

    Raises
    ------
    ParameterError
    """
    if not reads_selection(offences, chosen):
        raise ParameterError(
            f"This source cannot show {words.in_mid_sentence(chosen.label)}: name another "
            "selection."
        )


def mapped_offences(
    offences: gpd.GeoDataFrame, chosen: Selection
) -> tuple[Selection, gpd.GeoDataFrame]:
    """Return a selection by the name of what is counted of it, and those that may be mapped.

    Sexual offences and domestic abuse are not among them.

    Raises
    ------
    ParameterError
        When the source cannot show it.
    """
    require_shown(offences, chosen)
    named = as_counted(chosen, offences)
    held = offences[named.holds(offences)]
    return named, held[~care.sensitive(held)]


def as_counted(
    selection: Selection, offences: pd.DataFrame, left_out: Selection | None = None
) -> Selection:
    """Return a selection, called by what is counted of it where offences cannot carry its name.

    Parameters
    ----------
    selection : Selection
    offences : DataFrame
    left_out : Selection, optional
        What is not counted of it.
    """
    return selection.as_counted(
        rows_tell(offences), read_offence_codes().category, left_out=left_out
    )


def counted_selection(
    profile: ForceProfile,
    key: str | None,
    offences: pd.DataFrame,
    *,
    include_police_discovered: bool = False,
) -> Selection:
    """Return a named selection of the profile, called by what these offences let it count."""
    left_out = None if include_police_discovered else profile.police_discovered
    return as_counted(chosen_selection(profile, key), offences, left_out)


def chosen_districts(profile: ForceProfile, named: Sequence[str]) -> tuple[str, ...]:
    """Return the districts that were named, each once; all of the force's when none was.

    Raises
    ------
    SettingsError
        When one is not the force's.
    """
    known = profile.district_names
    unknown = [district for district in named if district not in known]
    if unknown:
        raise SettingsError(
            f"No such district: {', '.join(unknown)}. {instead_of(unknown[0], known)}"
        )
    return tuple(dict.fromkeys(named)) or known


def chosen_indices(key: str) -> tuple[HarmIndex, ...]:
    """Return the index that ranks, and after it the others of its subject that ship with hotspots.

    A plain count serves every subject.
    """
    first = read_harm_index(key)
    shipped = map(read_harm_index, shipped_indices())
    return (
        first,
        *(
            index
            for index in shipped
            if index.key != first.key
            and (index.subject == first.subject or index.default_weight is not None)
        ),
    )


def require_index(name: str) -> None:
    """Refuse a harm index that was typed and is not there.

    Raises
    ------
    ParameterError
    """
    try:
        chosen_indices(name)
    except HotspotsError as fault:
        raise ParameterError(str(fault)) from fault


def places_of(profile: ForceProfile) -> pd.DataFrame:
    """Return the profile's places, those with harm spots first."""
    towns_first = sorted(profile.places, key=lambda place: not place.harm_spot_town)
    return pd.DataFrame(
        [(place.name, place.easting, place.northing) for place in towns_first],
        columns=["name", "easting", "northing"],
    )


@dataclass(frozen=True, kw_only=True)
class Selected:
    """The offences of a selection.

    Attributes
    ----------
    whole : GeoDataFrame
        All of them; for surfaces and totals of areas.
    at_places : GeoDataFrame
        Those that spots, streets, hours and repeat locations are made of: none is sensitive.
    left_out : int
        Offences of the selection that police activity found, and that are in neither.
    """

    whole: gpd.GeoDataFrame
    at_places: gpd.GeoDataFrame
    left_out: int


def select_offences(
    weighed: gpd.GeoDataFrame, selection: Selection, police_discovered: Selection | None
) -> Selected:
    """Return the offences of a selection, and those of them that may be shown at places.

    Parameters
    ----------
    weighed : GeoDataFrame
        Offences with their harm.
    selection : Selection
    police_discovered : Selection or None
        What police activity finds; None leaves nothing out.
    """
    held = selection.holds(weighed)
    left_out = 0
    if police_discovered is not None:
        found = police_discovered.holds(weighed)
        left_out, held = int((held & found).sum()), held & ~found
    whole = weighed[held]
    secret = care.sensitive(whole)
    # Of a nation a second copy is half a gigabyte.
    at_places = whole[~secret] if secret.any() else whole
    return Selected(whole=whole, at_places=at_places, left_out=left_out)


def moments(period: tuple[date, date], zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return a period's start, and its end: midnight after its last day.

    Parameters
    ----------
    period : (date, date)
        First and last day, both in it.
    zone : str
        On whose clock.
    """
    first, last = (pd.Timestamp(day, tz=zone) for day in period)
    return first, last + pd.DateOffset(days=1)
