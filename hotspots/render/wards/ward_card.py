"""What a map says about one ward: its rank, how sure that is, why, and each measure."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from hotspots import care, schema, words
from hotspots.render.markup import markup
from hotspots.render.plain_text import plain_text
from hotspots.render.wards.ward_columns import LARGE, MeasureWords
from hotspots.schema import WardMeasure

WardRow = Mapping[Hashable, object]
NEVER: Final = "never"  # of a ward that has a percentile and no value: it never had the operation


def ward_card(
    ward: WardRow, measures: Sequence[MeasureWords], *, pack: Sequence[tuple[str, str]] = ()
) -> Markup:
    """Return the card of one ward as markup.

    Parameters
    ----------
    ward : mapping
        One row of the ranking, by column.
    measures : sequence of MeasureWords
    pack : sequence of (label, path)
        Files of its pre-scoping pack, where one was made.
    """
    return markup(
        "ward_card.html",
        rank=rank_in_words(ward[schema.RANK]),
        name=ward[schema.WARD_NAME],
        standing=standing(ward),
        pack=pack,
        why=ward[schema.WHY],
        flags=plain_text(ward[schema.FLAGS]),
        measures=[_measured(ward, measure) for measure in measures],
        facts=[
            ("Residents", in_whole(ward[schema.RESIDENTS])),
            ("Households", in_whole(ward[schema.HOUSEHOLDS])),
            ("Offences", in_whole(ward[schema.OFFENCES], missing=care.WITHHELD)),
            ("A year before", change_in_words(ward)),
            ("Ward code", ward[schema.WARD_CODE]),
        ],
    )


def standing(ward: WardRow) -> str:
    """Return district, score, and how far the rank moves when the weights do."""
    share = ward[schema.SHARE_IN_TOP_FIVE]
    district = plain_text(ward[schema.DISTRICT])
    if words.is_missing(ward[schema.RANK]):
        return f"{district} · not ranked"
    moved = moved_in_words(ward[schema.RANK_LOW], ward[schema.RANK_HIGH])
    return (
        f"{district} · score {in_digits(ward[schema.SCORE])} of 100 · "
        f"rank {moved} when the weights move by a quarter or a measure is left out; among the "
        f"first five in {words.share(_number(share))} of the moved weights"
    )


def rank_in_words(rank: object) -> str:
    """Return a rank as it stands on a badge; a dash where the ward has none."""
    return words.DASH if words.is_missing(rank) else str(rank)


def moved_in_words(low: object, high: object) -> str:
    """Return the best and the worst rank of a ward: ``3 to 7``, ``3``, or a dash."""
    if words.is_missing(low):
        return words.DASH
    return str(low) if low == high else f"{low} to {high}"


def in_digits(value: object, *, missing: str = words.NOT_KNOWN) -> str:
    """Return a number as a person reads it; what is missing in words."""
    number = _number(value)
    return words.number(number, 0 if abs(number) >= LARGE else 1, missing=missing)


def in_whole(value: object, *, missing: str = words.NOT_KNOWN) -> str:
    """Return a count as a person reads it; what is missing in words."""
    return words.number(_number(value), missing=missing)


def change_in_words(ward: WardRow) -> str:
    """Return the offences against the year before, and the rank then."""
    change, rank = _number(ward[schema.CHANGE_ON_LAST_YEAR]), _number(ward[schema.LAST_YEAR_RANK])
    if math.isnan(change) and words.is_missing(ward[schema.OFFENCES]):
        return "how many more or fewer offences than a year before is withheld"
    if math.isnan(change):
        return "no offences of the year before are known, or they are withheld"
    less = "fewer" if change < 0 else "more"
    then = "" if math.isnan(rank) else f"; rank {rank:.0f} then"
    return f"{words.share(abs(change))} {less} offences than a year before{then}"


def value_in_words(ward: WardRow, measure: MeasureWords) -> str:
    """Return a measure's own value of a ward; what is missing in words."""
    value = in_digits(ward[schema.measure_value_column(measure.measure)])
    if value != words.NOT_KNOWN:
        return value
    if _percentile(ward, measure) == words.DASH:
        return words.NOT_KNOWN
    return NEVER if measure.measure == WardMeasure.MONTHS_SINCE else care.WITHHELD


def _measured(ward: WardRow, measure: MeasureWords) -> dict[str, str]:
    value = value_in_words(ward, measure)
    return {
        "label": measure.label,
        "weight": f"{measure.weight * 100:.0f}",
        "value": value,
        "unit": "" if value in (words.NOT_KNOWN, NEVER, care.WITHHELD) else measure.unit,
        "percentile": _percentile(ward, measure),
    }


def _percentile(ward: WardRow, measure: MeasureWords) -> str:
    percentile = _number(ward[schema.measure_percentile_column(measure.measure)])
    return words.number(percentile, missing=words.DASH)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type] # a cell of any kind
    except (TypeError, ValueError):
        return math.nan


def made_of(measures: Sequence[MeasureWords]) -> list[tuple[str, str]]:
    """Return each measure with its weight, and what it is."""
    return [(f"{each.label}, {words.share(each.weight)}", each.definition) for each in measures]
