"""Whose burgled home is found from the rows of visit lists, on the demonstration at full size.

``python -m benchmarks.visit_list_attack WORKSPACE``, from the project's folder, for a workspace
with the demonstration and its converted addresses. The attacks are those of ``tests/care``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.load.address_store import read_addresses
from hotspots.schema import Tier
from hotspots.study.cocoons.cocoon import Past, VisitLists, make_visit_lists
from hotspots.study.inputs import find_job
from hotspots.study.run import Run
from hotspots.study.run_folder import folder_name
from tests.care import visit_list_attacks as attacks

AS_OF = datetime(2025, 12, 30, 8, 0, tzinfo=ZoneInfo("Europe/London"))
CASES = (("one list", 1, 1), ("ten lists", 1, 10), ("ten lists on two days", 2, 10))


def main() -> None:
    job = find_job(Path(sys.argv[1]))
    store = Path(sys.argv[1]) / "data" / "addresses.parquet"
    addresses = read_addresses(store)
    with tempfile.TemporaryDirectory() as maps:

        def lists(day: int, past: Past | None = None) -> Run[VisitLists]:
            as_of = AS_OF + timedelta(days=day)
            return make_visit_lists(
                job.inputs,
                addresses=store,
                as_of=as_of,
                maps=Path(maps),
                made_at=as_of,
                name=f"day {day}",
                past=past,
            )

        first = lists(0)
        runs = (first, lists(1, Past(lists=first.found.listings)))
        for title, days, districts in CASES:
            pairs = [
                (found, run.folder / folder_name(name))
                for run in runs[:days]
                for name, found in list(run.found.lists.items())[:districts]
            ]
            report(title, [found for found, _ in pairs], [folder for _, folder in pairs], addresses)


def report(
    title: str, lists: Sequence[CocoonList], folders: Sequence[Path], addresses: pd.DataFrame
) -> None:
    """Print what each attack finds."""
    town = attacks.Town.of(addresses, lists)
    burglaries = pd.concat([each.burglaries for each in lists])
    burglaries = burglaries.drop_duplicates(schema.BURGLARY_REFERENCE)
    listed = [reference for each in lists for reference in _own(each)]
    old = pd.concat([attacks.old_rows(each) for each in lists]).drop_duplicates()
    every_row, rows = attacks.rows_of_lists(folders), attacks.product_rows(folders)
    on_a_list = len(set(listed) & set(town.victims))
    print(f"{title}: {len(town.victims)} burgled homes known, {on_a_list} on a list")
    found = {
        "distances and references (before)": attacks.attack_distances(old, town),
        "rings and shared references": attacks.attack_shared_bands(old, town),
        "the mark on the row (before)": attacks.attack_marks(
            attacks.with_the_mark(every_row, town), town
        ),
        "the gap, where the burgled home's row is known (before)": attacks.attack_gaps(
            attacks.others(rows, town), town
        ),
        "what the row says (now)": attacks.attack_marks(every_row, town),
        "the first home of a place (now)": attacks.attack_first(every_row, town),
        "the middle of a row of doors (now)": attacks.attack_middle(rows, town),
        "words (now)": attacks.attack_words(rows, town, burglaries, strike_out=False),
        "words, other listed homes struck out": attacks.attack_words(
            rows, town, burglaries, strike_out=True
        ),
    }
    for name, left in found.items():
        print(f"  {name}: {attacks.summed_up(left, listed)}", flush=True)


def _own(found: CocoonList) -> list[str]:
    """Return the references of the burglaries whose homes are on a list."""
    own = found.reasons[schema.BURGLARY_TIER] == Tier.VICTIM
    here = found.reasons[schema.UPRN].isin(found.chosen[schema.UPRN])
    return list(found.reasons.loc[own & here, schema.BURGLARY_REFERENCE])


if __name__ == "__main__":
    main()
