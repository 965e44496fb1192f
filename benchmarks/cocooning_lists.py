"""All ten visit lists at full size: 802,703 addresses, 500 live burglaries, every format.

``python benchmarks/cocooning_lists.py``, where ../shared/data is. The burglaries are invented, at
invented addresses, over the six weeks before the list; 3,500 more over the year give near repeat
something to be fitted to. The addresses are converted first and not counted.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from hotspots.load.address_store import read_addresses

SHARED = Path(__file__).parents[2] / "shared" / "data"
AS_OF = datetime(2025, 12, 31, 8, 0)  # noqa: DTZ001 - on the force's clock, as the option takes it
LIVE, OLDER = 500, 3_500


def main() -> None:
    if not SHARED.is_dir():
        sys.exit("The open data of ../shared/data are not here; this benchmark needs them.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "addresses.parquet"
        layers = str(SHARED / "boundaries" / "essex_local_authorities.geojson")
        source = SHARED / "addresses" / "essex_addressbase_core_synthetic.csv.gz"
        run("addresses", "convert", str(source), "--layers", layers, "--out", str(store), at=folder)
        write_burglaries(store, folder / "offences.csv")
        words = ["cocoon", "offences.csv", "--layers", layers, "--addresses", str(store), "--quiet"]
        print("workers  seconds  peak memory of the largest process, MB")
        for workers in ("1", "2"):
            seconds = run(
                *words, "--as-of", f"{AS_OF:%Y-%m-%d %H:%M}", "--name", workers,
                "--workers", workers, at=folder,
            )  # fmt: skip
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{workers:>7}  {seconds:7.1f}  {peak:38,.0f}")


def run(*words: str, at: Path) -> float:
    """Run hotspots, and return the seconds that it took."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "hotspots", *words],
        cwd=at,
        env={**os.environ, "HOTSPOTS_DATABASE_URL": str(at / "ledger.sqlite3")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun


def write_burglaries(store: Path, path: Path) -> None:
    """Write an export of burglaries at homes of the store."""
    chance = np.random.default_rng(42)
    homes = read_addresses(store).sample(LIVE + OLDER, random_state=42)
    days = np.r_[chance.uniform(0.5, 41, LIVE), chance.uniform(43, 360, OLDER)]
    reported = [AS_OF - timedelta(days=day) for day in days]
    begun = [moment - timedelta(hours=9) for moment in reported]
    pd.DataFrame(
        {
            "reference": [f"B/{number}" for number in range(len(homes))],
            "offence_code": "28E",
            "from_time": [f"{moment:%d/%m/%Y %H:%M}" for moment in begun],
            "to_time": [f"{moment - timedelta(hours=1):%d/%m/%Y %H:%M}" for moment in reported],
            "reported_time": [f"{moment:%d/%m/%Y %H:%M}" for moment in reported],
            "easting": homes.geometry.x.round(1),
            "northing": homes.geometry.y.round(1),
            "address": homes["address"],
            "dwelling": "Y",
            "outcome": "",
        }
    ).to_csv(path, index=False, encoding="utf-8-sig")


if __name__ == "__main__":
    main()
