"""How long `hotspots check` takes over a big export, and how much memory, as a whole process.

    python benchmarks/big_table.py                   # 200 MB
    python benchmarks/big_table.py --megabytes 2000  # needs 8 GB of memory
    python benchmarks/big_table.py --keep FOLDER     # the files are made there, and stay

The export is the small demonstration's, some 6,000 rows of which 93 are broken, over and over: each
copy a minute later than the one before and with references of its own, so that nearly every value
is new. The counts of the check are compared with what the copies must give.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pandas as pd

MIB: Final = 1024.0  # of kibibytes, as Linux counts them
WRITTEN: Final = "%d/%m/%Y %H:%M"
TIMES: Final = ("from_time", "to_time", "reported_time")
SMALL_DEMONSTRATION: Final = ("demo", ".", "--small", "--data-only", "--quiet")


def main() -> None:
    """Make the export, check it, and print what the check took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        workspace = asked.keep or Path(scratch)
        export = workspace / f"{asked.megabytes}_mb.csv"
        if not export.exists():
            hotspots(workspace, *SMALL_DEMONSTRATION)
            write_export(workspace / "data" / "demo" / "offences.csv", export, asked.megabytes)
        print(f"{export.name}: {export.stat().st_size / 1e6:,.0f} MB")
        print(hotspots(workspace, "check", str(export), "--json"))


def write_export(small: Path, big: Path, megabytes: int) -> None:
    """Write the rows of a small export over and over, each copy a minute later."""
    rows = pd.read_csv(small, dtype="str", on_bad_lines="skip", keep_default_na=False)
    times = {name: pd.to_datetime(rows[name], format=WRITTEN, errors="coerce") for name in TIMES}
    with big.open("w", encoding="utf-8", newline="") as stream:
        copy = 0
        while stream.tell() < megabytes * 1_000_000:
            moved = {
                name: (read + pd.Timedelta(minutes=copy)).dt.strftime(WRITTEN).fillna(rows[name])
                for name, read in times.items()
            }
            reference = rows["reference"] + f"/{copy}"
            again = rows.assign(reference=reference, **moved)
            again.to_csv(stream, index=False, header=copy == 0)
            copy += 1


def hotspots(workspace: Path, *words: str) -> str:
    """Run a command as a process of its own, and say what it took and what it counted."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(
            [sys.executable, "-m", "hotspots", *words], cwd=workspace, stdout=answer
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        answer.seek(0)
        rows = json.loads(answer.read() or b"{}").get("rows")
    if status:
        raise SystemExit(f"hotspots {' '.join(words)} failed.")
    return (
        f"{seconds:,.0f} s ({used.ru_utime + used.ru_stime:,.0f} s of processor), "
        f"{used.ru_maxrss / MIB:,.0f} MiB at the most: {rows}"
    )


if __name__ == "__main__":
    main()
