"""What a reader of the products must know, in plain sentences, as far as this run calls for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hotspots import care, schema, words
from hotspots.analyse.harm import unmapped_offences
from hotspots.harm_index import OFFENCES
from hotspots.schema import HarmBasis, TimePrecision
from hotspots.study.harm_maps.by_shift import EVERY_SHIFT, words_of_shift
from hotspots.study.harm_maps.spot_history import history_caveats

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.density_classes import ClassedSurface
    from hotspots.harm_index import HarmIndex
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis

# Share of the variance of offence-level weights that the category explains: measured on the ONS
# weights and the Essex offence mix of 2019/20.
VARIANCE_BY_CATEGORY = "8 %"
MOST_CODES_NAMED = 5
WITH_SEXUAL_OFFENCES = "Violence and sexual offences"
IN_SAMPLE = (
    "Harm spots are drawn on the very period they are ranked by; part of any peak is chance. "
    "Judge them on later months, as “hotspots accuracy” does. They are ranked by what was recorded "
    "in them: ranked by what was to be expected, they held no more of the months that followed, "
    "where that was tried (one force, 2025)."
)


def caveats_of(
    analysis: HarmAnalysis, *, snapped: bool, load_notes: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the caveats of one analysis, the weightiest first.

    Parameters
    ----------
    analysis : HarmAnalysis
    snapped : bool
        Whether the publisher moved the points to the middle of a street or a place near by.
    load_notes : sequence of str
        What the readers noticed and every reader should know.
    """
    shift = analysis.params.shift
    return (
        *((words_of_shift(shift, analysis.of_no_hour),) if shift != EVERY_SHIFT else ()),
        *_of_places(snapped=snapped),
        *_of_category_weights(analysis.offences, analysis.index),
        *_of_homes(analysis),
        *_of_care(analysis),
        *_of_times(analysis.selected),
        *_of_selection(analysis),
        IN_SAMPLE,
        *history_caveats(analysis.history),
        *_of_unknown_codes(analysis.offences, analysis.index),
        *((analysis.index.caveat,) if analysis.index.caveat else ()),
        *(words.sentence(note) for note in load_notes),
    )


def _of_category_weights(offences: gpd.GeoDataFrame, index: HarmIndex) -> Iterator[str]:
    basis = offences[schema.harm_basis_column(index.key)]
    by_category = float((basis == HarmBasis.CATEGORY).mean())
    if by_category > 0 and index.subject == OFFENCES:
        who = (
            "All offences are"
            if by_category == 1
            else f"{words.share(by_category)} of offences are"
        )
        mix = f" over {index.category_mix}" if index.category_mix else ""
        yield (
            f"{who} weighed by their category's average{mix}, for want of an offence code. "
            f"The category explains only {VARIANCE_BY_CATEGORY} of the differences between "
            "offences: such weights rank areas, and do not locate serious violence."
        )


def _of_unknown_codes(offences: gpd.GeoDataFrame, index: HarmIndex) -> Iterator[str]:
    unmapped = unmapped_offences(offences, index.key)
    if len(unmapped):
        named = unmapped[schema.OFFENCE_CODE].fillna(unmapped[schema.CATEGORY]).fillna("no code")
        codes = ", ".join(
            f"{code} ({count:,})"
            for code, count in zip(
                named.head(MOST_CODES_NAMED), unmapped[schema.OFFENCES], strict=False
            )
        )
        more = " and others" if len(unmapped) > MOST_CODES_NAMED else ""
        yield (
            f"{unmapped[schema.OFFENCES].sum():,} offences have codes that the index does not "
            f"know: {codes}{more}. They count as offences; their harm is unknown and is in no "
            "total."
        )


def _of_places(*, snapped: bool) -> Iterator[str]:
    if snapped:
        yield (
            "Points are snapped: the publisher moved each offence to the middle of its street or "
            "to a public place near by. A harm spot shows where published points gather, which "
            "may be a street away, and a place such as a supermarket may stand for all around it."
        )


def _of_homes(analysis: HarmAnalysis) -> Iterator[str]:
    selected = analysis.selected
    if analysis.selection.in_dwellings is False and selected[schema.DWELLING].isna().any():
        unsaid = int(selected[schema.DWELLING].isna().sum())
        yield (
            f"For {unsaid:,} of {len(selected):,} offences the source does not say whether they "
            "happened in a home; those are kept, so violence indoors is among them."
        )


def _of_care(analysis: HarmAnalysis) -> Iterator[str]:
    if analysis.sensitive_left_out:
        where = "the surfaces and in totals" if analysis.surfaces else "totals"
        yield (
            f"{words.capital(care.count_in_words(analysis.sensitive_left_out))} sexual offences or "
            "offences of domestic abuse are in the selection and in no harm spot: they are shown "
            f"in {where} of areas alone."
        )
    if analysis.spots_withheld:
        places = words.plural(analysis.spots_withheld, "place")
        yield (
            f"{places} with enough offences for a harm spot {_are(analysis.spots_withheld)} not "
            f"shown, for resting on fewer than {care.FEWEST_PLACES} addresses that may be homes."
        )
    yield from _of_surface(analysis.surfaces)


def _of_surface(surfaces: Sequence[ClassedSurface]) -> Iterator[str]:
    """Say of the first surface, where there is one, what it lacks."""
    for shown in surfaces[:1]:
        if shown.share_withheld > 0:
            yield (
                f"The surface is blank where fewer than {care.FEWEST_OFFENCES_NEAR} offences, or "
                f"fewer than {care.FEWEST_PLACES} addresses, lie within {shown.bandwidth_m:g} m: "
                f"{words.rounded_share(shown.share_withheld)} of the harm is not in it. It is "
                f"drawn from the middles of squares of {care.SQUARE_M:g} m."
            )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _of_times(selected: gpd.GeoDataFrame) -> Iterator[str]:
    timed = selected[schema.TIME_PRECISION].isin([TimePrecision.EXACT, TimePrecision.RANGE])
    if len(selected) and not timed.any():
        yield (
            "The source gives months, without days or hours: no hours can be shown, and near "
            "repeats cannot be looked for."
        )


def _of_selection(analysis: HarmAnalysis) -> Iterator[str]:
    selected = analysis.selected
    uncoded = selected[schema.OFFENCE_CODE].isna()
    joined = int((uncoded & (selected[schema.CATEGORY] == WITH_SEXUAL_OFFENCES)).sum())
    if joined:
        yield (
            "The source publishes sexual offences in one category with violence: they are among "
            f"these {joined:,} offences, and cannot be told apart from them."
        )
    if analysis.left_out:
        found_in = " They are in the surface of all offences." if analysis.surfaces else ""
        yield (
            f"{analysis.left_out:,} offences that police activity finds (weapons, drugs) are left "
            f"out of the harm spots: they say where officers looked.{found_in}"
        )
