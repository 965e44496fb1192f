"""Whether the wards that were made worse in the demonstration county come out on top.

Full size, a minute a county: ``python benchmarks/planted_wards.py --seeds 1``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import pandas as pd

from hotspots import schema
from hotspots.demo.params import DemoParams
from hotspots.schema import WardMeasure
from hotspots.study.demo import make_demo
from hotspots.study.inputs import find_job
from hotspots.study.wards.journeys import WardParams
from hotspots.study.wards.ward_analysis import rank_wards
from hotspots.study.wards.wards_input import gather_ward_inputs

# What was made worse, the preset that asks for it, and the measure that it shows in.
ASKED = (
    ("asb", "asb", WardMeasure.ASB),
    ("burglary", "burglary_season", WardMeasure.HARM),
    ("violence", "harm", WardMeasure.HARM),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many counties")
    print("seed  made worse  preset           ranks by the preset  |  ranks by the one measure")
    for seed in range(2025, 2025 + parser.parse_args().seeds):
        for aspect, preset, by_score, by_measure in ranks_in_county(seed):
            print(f"{seed}  {aspect:10}  {preset:15}  {by_score}  |  {by_measure}")


def ranks_in_county(seed: int) -> list[tuple[str, str, str, str]]:
    """Return, by what was made worse, the ranks of those wards by the score and by one measure."""
    with tempfile.TemporaryDirectory() as folder:
        _, files = make_demo(Path(folder), DemoParams.full(seed))
        raised = json.loads(files.truth.read_text(encoding="utf-8"))["raised_wards"]
        deployments = _deployments(Path(folder) / "data" / "demo" / "deployments.csv")
        given = gather_ward_inputs(find_job(Path(folder)).inputs, deployments=deployments)
    found = []
    for aspect, preset, measure in ASKED:
        table = rank_wards(given, WardParams(preset=preset)).table.set_index(schema.WARD_CODE)
        own = table[schema.measure_value_column(measure)].rank(ascending=False)
        codes = raised[aspect]["ward_codes"]
        found.append((aspect, preset, _listed(table[schema.RANK][codes]), _listed(own[codes])))
    return found


def _listed(ranks: pd.Series[int]) -> str:
    return " ".join(f"{rank:.0f}" for rank in sorted(ranks))


def _deployments(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, parse_dates=[schema.FIRST_DAY, schema.LAST_DAY])
    table[schema.ENTERED_AT] = pd.Timestamp("2026-01-01", tz="UTC")
    table[schema.ENTERED_BY_ROLE] = str(schema.EntryRole.ANALYST)
    return table


if __name__ == "__main__":
    main()
