"""The main job in words: its period, its method, and the headline figures of an area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotspots import care, schema, words
from hotspots.study.harm_maps.spot_history import history_figures

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis


def method_in_words(analysis: HarmAnalysis) -> str:
    """Return in two sentences how the products were made."""
    params, index = analysis.params, analysis.index
    ranked = {
        "raw": "the sum of their offences' harm",
        "square_root": "the sum of the square roots of each offence's harm",
        "capped": "the sum of their offences' harm, each capped",
    }
    along = params.along.surface == "network"
    density = (
        f"Harm is the {index.name}, {index.edition}. Density: quartic kernel"
        f"{' along the streets (equal-split continuous)' if along else ''}, "
        f"{params.surface.bandwidth_m:g} m bandwidth, {params.surface.cell_size_m:g} m cells"
        f"{', corrected at the edge' if params.surface.edge_correction else ''}."
    )
    if analysis.is_sensitive_alone:
        return f"{density} No harm spots are made."
    drawn = (
        f"stretches of street of at most {params.harm_streets.max_length_m:g} m"
        if params.along.spots == "streets"
        else f"clustered by DBSCAN within {params.spots.eps_m:g} m and divided until none is over "
        f"{params.spots.max_extent_m:g} m across"
    )
    return (
        f"{density} Harm spots: {analysis.selection.label.lower()}, {drawn}, with at least "
        f"{params.spots.min_offences} offences each, ranked by {ranked[params.spots.transform]}."
    )


def figures_of(analysis: HarmAnalysis, district: str | None) -> tuple[tuple[str, str], ...]:
    """Return the headline figures of a district, or of the force, as label and value."""
    harms, spots = analysis.offences[schema.harm_column(analysis.index.key)], analysis.spots
    concentration = analysis.concentration
    if district is not None:
        harms = harms[analysis.offences[schema.DISTRICT] == district]
        spots = spots[spots[schema.DISTRICT] == district]
        concentration = analysis.by_district[district]
    selection = analysis.selection.label.lower()
    totals = (*_totals(analysis, district, harms), *_sensitive(analysis, district))
    if analysis.is_sensitive_alone:
        return totals
    return (
        *totals,
        ("Harm spots", f"{len(spots):,}"),
        (
            f"Share of the harm of {selection} in them",
            _share(concentration.share_of_harm_in_spots, 1),
        ),
        ("Share of the area", _share(concentration.share_of_area_in_spots, 2)),
        *history_figures(analysis.history, spots, district),
    )


def _totals(
    analysis: HarmAnalysis, district: str | None, harms: pd.Series[float]
) -> tuple[tuple[str, str], ...]:
    """Return how many offences there are, and their harm, where that tells of no few."""
    fewest = care.fewest_of(analysis.offences)
    count = care.count_in_words(len(harms), fewest=fewest)
    harm = f"{care.shown_figures(math.fsum(harms.dropna()), analysis.offences):,.0f}"
    if district in analysis.withheld_districts:
        count = harm = care.WITHHELD
    elif care.shown_count(len(harms), fewest=fewest) is None:
        harm = care.WITHHELD
    return ("Offences", count), (f"Harm ({analysis.index.unit})", harm)


def _sensitive(analysis: HarmAnalysis, district: str | None) -> tuple[tuple[str, str], ...]:
    """Return how many of the selection's offences are sensitive, where some are."""
    counts = analysis.sensitive_by_district
    if not care.is_sensitive(analysis.selection):
        return ()
    if district is None:
        said = care.count_in_words(analysis.sensitive_left_out)
    else:
        hidden = care.withheld(counts)[district]
        said = care.WITHHELD if hidden else words.number(int(counts[district]))
    return (("Sexual offences of the selection, in no harm spot", said),)


def _share(share: float | None, decimals: int) -> str:
    return words.share(share, decimals, missing=words.DASH)
