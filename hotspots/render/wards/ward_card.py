"""What a map says about one ward: its rank, how sure that is, why, and each measure."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from hotspots import schema, words
from hotspots.render.plain_text import plain_text
from hotspots.render.safe_text import escape_for_map
from hotspots.render.wards.ward_columns import LARGE, MeasureWords

WardRow = Mapping[Hashable, object]
NEVER: Final = "never"  # of a ward that has a percentile and no value: it never had the operation


def ward_card(ward: WardRow, measures: Sequence[MeasureWords]) -> str:
    """Return the card of one ward as markup, every text of it escaped.

    Parameters
    ----------
    ward : mapping
        One row of the ranking, by column.
    measures : sequence of MeasureWords
    """
    badge = f'<span class="badge">{escape_for_map(ward[schema.RANK])}</span>'
    flags = plain_text(ward[schema.FLAGS])
    parts = [
        f"<h2>{badge} {escape_for_map(ward[schema.WARD_NAME])}</h2>",
        f'<p class="ranks">{escape_for_map(standing(ward))}</p>',
        f'<p class="why">{escape_for_map(ward[schema.WHY])}</p>',
    ]
    if flags:
        parts.append(f'<p class="warning">{escape_for_map(flags)}</p>')
    parts += [_measures_table(ward, measures), _facts(ward)]
    return f'<article class="spot-card ward-card" tabindex="-1">{"".join(parts)}</article>'


def standing(ward: WardRow) -> str:
    """Return district, score, and how far the rank moves when the weights do."""
    share = ward[schema.SHARE_IN_TOP_FIVE]
    low, high = ward[schema.RANK_LOW], ward[schema.RANK_HIGH]
    moved = f"rank {low} to {high}" if low != high else f"rank {low} always"
    return (
        f"{plain_text(ward[schema.DISTRICT])} · score {in_digits(ward[schema.SCORE])} of 100 · "
        f"{moved} when the weights move by a quarter, among the first five in "
        f"{words.share(_number(share))}"
    )


def in_digits(value: object) -> str:
    """Return a number as a person reads it; what is missing in words."""
    number = _number(value)
    return words.number(number, 0 if abs(number) >= LARGE else 1)


def in_whole(value: object) -> str:
    """Return a count as a person reads it; what is missing in words."""
    number = _number(value)
    return words.number(number)


def change_in_words(ward: WardRow) -> str:
    """Return the offences against the year before, and the rank then."""
    change, rank = _number(ward[schema.CHANGE_ON_LAST_YEAR]), _number(ward[schema.LAST_YEAR_RANK])
    if math.isnan(change):
        return "no offences of the year before were given"
    less = "fewer" if change < 0 else "more"
    then = "" if math.isnan(rank) else f"; rank {rank:.0f} then"
    return f"{words.share(abs(change))} {less} offences than a year before{then}"


def _measures_table(ward: WardRow, measures: Sequence[MeasureWords]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape_for_map(measure.label)}'
        f'<span class="remark">weight {words.share(measure.weight)}</span></th>'
        f'<td class="number">{_value(ward, measure)}</td>'
        f'<td class="number">{_percentile(ward, measure)}</td></tr>'
        for measure in measures
    )
    return (
        '<table class="measures"><thead><tr><th scope="col">Measure</th>'
        '<th scope="col" class="number">Here</th>'
        '<th scope="col" class="number">Percentile</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def value_in_words(ward: WardRow, measure: MeasureWords) -> str:
    """Return a measure's own value of a ward; what is missing in words."""
    value = in_digits(ward[schema.measure_value_column(measure.measure)])
    if value != words.NOT_KNOWN:
        return value
    return words.NOT_KNOWN if _percentile(ward, measure) == words.DASH else NEVER


def _value(ward: WardRow, measure: MeasureWords) -> str:
    value = value_in_words(ward, measure)
    if value in (words.NOT_KNOWN, NEVER):
        return value
    unit = f'<span class="remark">{escape_for_map(measure.unit)}</span>' if measure.unit else ""
    return f"{escape_for_map(value)}{unit}"


def _percentile(ward: WardRow, measure: MeasureWords) -> str:
    percentile = _number(ward[schema.measure_percentile_column(measure.measure)])
    return words.number(percentile, missing=words.DASH)


def _facts(ward: WardRow) -> str:
    facts = {
        "Residents": in_whole(ward[schema.RESIDENTS]),
        "Households": in_whole(ward[schema.HOUSEHOLDS]),
        "Offences": in_whole(ward[schema.OFFENCES]),
        "A year before": change_in_words(ward),
        "Ward code": plain_text(ward[schema.WARD_CODE]),
    }
    items = "".join(
        f"<div><dt>{escape_for_map(label)}</dt><dd>{escape_for_map(text)}</dd></div>"
        for label, text in facts.items()
    )
    return f'<dl class="facts">{items}</dl>'


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type] # a cell of any kind
    except (TypeError, ValueError):
        return math.nan
