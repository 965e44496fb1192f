"""What a map says about one harm spot: why it is here, its figures, and its hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from hotspots import schema, words
from hotspots.density_classes import rounded
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.harm_spot_table import share_title, table_columns
from hotspots.render.maps.spot_whereabouts import STREETS, Position, street_facts
from hotspots.render.maps.week_picture import week_picture
from hotspots.render.markup import markup
from hotspots.render.plain_text import plain_text
from hotspots.words import WEEKDAYS

Spot = Mapping[Any, object]

CREW: Final = "Two officers"  # who walks a spot: foot patrols go in pairs
ONE_OFFENCE: Final = (
    "Most of the harm here is one single offence, so it is ranked after the other spots."
)
ONE_POINT: Final = (
    "Most offences here lie on one point, which may stand for places that were not known, so it is "
    "ranked after the other spots."
)
_COUNT_OF_OFFENCES: Final = schema.harm_column("count")
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(day[:3] for day in WEEKDAYS)})[a-z]*day\b")
FACTS_AT_FIRST: Final = 5
_FIRST_FACTS: Final = ("Most frequent", "Trend", "Ward", "Confidence")
# Figures a year that are this near to those of the period need not be said twice.
_SAME_PACE: Final = 0.005


def spot_card(
    spot: Spot,
    harm_titles: Mapping[str, str],
    *,
    number: int,
    focus: str | None,
    where: Sequence[tuple[str, str]] = (),
    position: Position | None = None,
) -> Markup:
    """Return the card of one harm spot as markup.

    Parameters
    ----------
    spot : mapping
        One row of the harm spots, by column.
    harm_titles : mapping of str to str
        From :func:`harm_titles`.
    number : int
        The number that the spot has on this map.
    focus : str or None
        The district that the map is of, or None for the whole force.
    where : sequence of (label, text)
        How to find the spot on the ground.
    position : Position, optional
        A point inside it, to be copied.

    Notes
    -----
    Five facts and the week are seen at once; the rest is a click away.
    """
    every = [*street_facts(spot), *spot_facts(spot, harm_titles), *where]
    whole = "force" if focus is None else "district"
    first = (STREETS, "Offences", share_title(whole), *_FIRST_FACTS)
    ordered = sorted(
        every, key=lambda fact: first.index(fact[0]) if fact[0] in first else len(first)
    )
    shown = ordered[:FACTS_AT_FIRST]
    return markup(
        "spot_card.html",
        number=number,
        in_doubt=is_in_doubt(spot),
        name=spot_name(spot),
        ranks=_ranks(spot, focus),
        why=spot[schema.WHY],
        history=list(spot_history(spot)),
        warning=why_in_doubt(spot, one_offence=ONE_OFFENCE, one_point=ONE_POINT),
        week=week_picture(spot[schema.HOUR_BY_WEEKDAY], spot[schema.BUSIEST], key=str(number)),
        facts=shown,
        more=[fact for fact in every if fact not in shown],
        position=position,
    )


def spot_facts(spot: Spot, harm_titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the figures of a spot as label and text; those that are not known are left out."""
    offences = _number(spot[schema.OFFENCES])
    a_year = _number(spot[schema.OFFENCES_PER_YEAR])
    if offences is not None:
        yield "Offences", f"{offences:,.0f}{_pace(offences, a_year)}"
    for column, title in harm_titles.items():
        harm = _number(spot[column])
        if harm is not None:
            yield title, rounded(harm)
    yield from _shares(spot)
    ratio = _number(spot[schema.TREND_RATIO])
    if trend := plain_text(spot[schema.TREND]):
        beside = "" if ratio is None else f" (second half {ratio:.2f} times the first)"
        yield "Trend", trend + beside
    if confidence := confidence_in_words(spot):
        yield "Confidence", confidence
    if top := plain_text(spot[schema.TOP_OFFENCES]):
        yield "Most frequent", top
    across, area = _number(spot[schema.EXTENT_M]), _number(spot[schema.AREA_M2])
    if across is not None and area is not None:
        yield "Size", f"{across:,.0f} m across, {area:,.0f} m²"


def harm_titles(spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex] = ()) -> dict[str, str]:
    """Return the harm columns of the spots with their titles; plain counts are left out."""
    prefix = schema.harm_column("")
    return {
        each.column: each.title
        for each in table_columns(spots, indices)
        if each.column.startswith(prefix)
        and each.column not in (schema.HARM_PER_KM2_PER_YEAR, _COUNT_OF_OFFENCES)
    }


def spot_name(spot: Spot) -> str:
    """Return what a person calls the spot; its identifier where it has no name."""
    return plain_text(spot[schema.SPOT_NAME]) or plain_text(spot[schema.SPOT_ID])


def spot_history(spot: Spot) -> Iterator[str]:
    """Give what is known of a spot from before this run, as sentences; nothing where nothing is."""
    number = plain_text(spot[schema.SPOT_ID])
    if change := plain_text(spot.get(schema.CHANGE)):
        yield f"{number}, since the set in force: {change}."
    if edited := plain_text(spot.get(schema.EDITED)):
        yield f"{number} {edited.removesuffix('.')}."


def is_in_doubt(spot: Spot) -> bool:
    """Say whether the spot rests on one offence, or on one point."""
    return bool(why_in_doubt(spot, one_offence="offence", one_point="point"))


def why_in_doubt(spot: Spot, *, one_offence: str, one_point: str) -> str:
    """Return what is said of a spot that rests on one point, or on one offence; else nothing."""
    if _is_flagged(spot, schema.RESTS_ON_ONE_POINT):
        return one_point
    return one_offence if _is_flagged(spot, schema.RESTS_ON_ONE_OFFENCE) else ""


def _is_flagged(spot: Spot, column: str) -> bool:
    """Say whether a flag is set; a missing one is not."""
    flag = spot[column]
    return not pd.isna(flag) and bool(flag)  # type: ignore[call-overload] # a cell, not an array


def what_to_do(spots: gpd.GeoDataFrame, rank_column: str) -> str:
    """Return the line that a briefing begins with: who, when and where.

    Parameters
    ----------
    spots : GeoDataFrame
        Those of the area; the first by ``rank_column`` is named.
    rank_column : str

    Returns
    -------
    str
        Empty where there is no spot, or where the first rests on one offence or one point; the
        place alone where no hours are known, or none stands out.
    """
    if spots.empty:
        return ""
    first = spots.sort_values(rank_column, kind="stable").iloc[0].to_dict()
    if is_in_doubt(first):
        return ""
    return f"{CREW}{following_hours(first[schema.BUSIEST])}: {spot_name(first)}"


def following_hours(busiest: object) -> str:
    """Return hours as they follow in a sentence, with the comma; nothing where none stand out."""
    hours = plain_text(busiest)
    if not any(figure.isdigit() for figure in hours):  # "spread over the week"
        return ""
    return f", {hours.replace('Every day', 'every day', 1)}"


def confidence_in_words(spot: Spot) -> str:
    """Return how sure it is that this is a harm spot, and apart from it how sure its rank is.

    For example ``high that it is a harm spot; rank 1 to 4 in the force``.
    """
    low, high = _number(spot[schema.RANK_LOW]), _number(spot[schema.RANK_HIGH])
    words = plain_text(spot[schema.CONFIDENCE])
    sure = f"{words} that it is a harm spot" if words else ""
    if low is None or high is None:
        return sure
    span = f"rank {low:.0f}" if low == high else f"rank {low:.0f} to {high:.0f}"
    return f"{sure}; {span} in the force" if sure else span


def share_in_words(share: object) -> str:
    """Return a share (0 to 1) as a percentage, or ``not known``."""
    number = _number(share)
    return words.rounded_share(number)


def short_hours(busiest: object) -> str:
    """Return the busiest hours so short that a row holds them: ``Fri & Sat 21:00–03:00``."""
    short = _WEEKDAY.sub(r"\1", plain_text(busiest))
    days = "|".join(day[:3] for day in WEEKDAYS)
    ranged = re.sub(rf"\b({days}) to ({days})\b", r"\1–\2", short)
    return re.sub(rf"\b({days}) and ({days})\b", r"\1 & \2", ranged)


def _pace(offences: float, a_year: float | None) -> str:
    if a_year is None:
        return ""
    is_a_year = abs(a_year - offences) <= _SAME_PACE * offences
    return " in the year" if is_a_year else f" ({rounded(a_year)} a year)"


def _shares(spot: Spot) -> Iterator[tuple[str, str]]:
    labels = {
        schema.SHARE_OF_DISTRICT_HARM: share_title("district"),
        schema.SHARE_OF_FORCE_HARM: share_title("force"),
        schema.LARGEST_OFFENCE_SHARE: "Largest single offence",
    }
    for column, label in labels.items():
        if _number(spot[column]) is not None:
            of = " of its harm" if column == schema.LARGEST_OFFENCE_SHARE else ""
            yield label, share_in_words(spot[column]) + of


def _ranks(spot: Spot, focus: str | None) -> str:
    in_district = _number(spot[schema.DISTRICT_RANK])
    district = plain_text(spot[schema.DISTRICT])
    in_force = _number(spot[schema.RANK])
    ranks = []
    if in_district is not None and district:
        ranks.append(f"{in_district:.0f} in {district}")
    if in_force is not None:
        ranks.append(f"{in_force:.0f} in the force")
    ordered = ranks if focus is not None else ranks[::-1]
    return f"Rank {', '.join(ordered)}" if ordered else ""


def _number(cell: object) -> float | None:
    if pd.isna(cell):  # type: ignore[call-overload] # a cell, not an array
        return None
    return float(cell)  # type: ignore[arg-type] # the validator saw a numeric column
