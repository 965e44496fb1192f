"""The ranking of a run, and how it moves with the planner's weights, by the run's arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.file_names import named_file
from hotspots.schema import WardMeasure
from hotspots.study.wards.journeys import WARDS
from hotspots.web import force
from hotspots.web.kept import kept
from hotspots.web.run_shelf import receipt_of, runs_of

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.wards.ward_measure_types import Measured

LAYER_FILE: Final = "wards.gpkg"
LAYER: Final = "wards"
SLIDER_TOP: Final = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedRun:
    """A run's ranking: its wards with the measures that were taken, and the weights it had.

    ``weights`` are percentages by measure, and ``labels`` what each measure is called.
    """

    run: Path
    wards: pd.DataFrame
    measured: Mapping[WardMeasure, Measured]
    weights: Mapping[WardMeasure, float]
    labels: Mapping[WardMeasure, str]
    receipt: Mapping[str, Any]


def newest_ranking() -> RankedRun | None:
    """Return the newest run's ranking; None where there is no run of wards."""
    for run in runs_of(force.workspace().maps, WARDS.label):
        path = named_file(run, LAYER_FILE)
        if path is not None:
            return _read(path, path.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> RankedRun:
    import pyogrio  # noqa: PLC0415 - heavy

    from hotspots.analyse.wards.ward_measure_types import Measured  # noqa: PLC0415 - heavy

    wards = pyogrio.read_dataframe(path, layer=LAYER, read_geometry=False)
    wards = wards.set_index(schema.WARD_CODE, drop=False).rename_axis(None)
    run = path.parent
    receipt = receipt_of(run)
    measured = {
        measure: Measured(
            measure=measure,
            unit="",
            definition="",
            by_ward=wards[schema.measure_value_column(measure)],
            ranked_by=wards[schema.measure_percentile_column(measure)],
        )
        for measure in WardMeasure
        if schema.measure_percentile_column(measure) in wards
    }
    # Both are in the order of the measures; what one is called there says of what it is.
    said = zip(measured, receipt["wards"]["measures"].items(), strict=True)
    named = {measure: (label, told["weight"]) for measure, (label, told) in said}
    return RankedRun(
        run=run,
        wards=wards,
        measured=measured,
        weights={measure: weight * SLIDER_TOP for measure, (_, weight) in named.items()},
        labels={measure: label for measure, (label, _) in named.items()},
        receipt=receipt,
    )


def asked_weights(ranked: RankedRun, given: Mapping[str, str]) -> dict[WardMeasure, float]:
    """Return the weights that sliders ask for; what is no number from 0 to 100 is the run's own."""
    weights = {}
    for measure, own in ranked.weights.items():
        try:
            asked = float(given.get(str(measure), own))
        except ValueError:
            asked = own
        weights[measure] = asked if 0 <= asked <= SLIDER_TOP else own
    return weights


def ranked_by(ranked: RankedRun, weights: Mapping[WardMeasure, float]) -> Sequence[dict[str, Any]]:
    """Return the wards in the order that weights give them, with the range of each rank.

    It is the arithmetic of the run: 1,000 draws of the weights, and each measure left out. One
    weight at least is more than 0.
    """
    return _ranked_by(ranked, tuple(weights.items()))


@kept(64)
def _ranked_by(
    ranked: RankedRun, asked: tuple[tuple[WardMeasure, float], ...]
) -> Sequence[dict[str, Any]]:
    from hotspots.analyse.wards.ward_params import WardRankingParams  # noqa: PLC0415 - heavy
    from hotspots.analyse.wards.ward_ranking import score_wards  # noqa: PLC0415 - heavy

    weights = dict(asked)
    whole = sum(weights.values())
    used = {measure: weight / whole for measure, weight in weights.items() if weight > 0}
    scored = score_wards(ranked.measured, used, WardRankingParams())
    names = [schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT, schema.WHY, schema.FLAGS]
    table = ranked.wards[names].join(scored).join(ranked.wards[schema.RANK].rename("run_rank"))
    table = table.sort_values([schema.RANK, schema.WARD_CODE], na_position="last")
    plain = table.astype("object").where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
