"""What two periods beside each other cost, as the browser application answers them.

    python -m benchmarks.two_periods WORKSPACE [--district NAME]

Reads the offences of all years as the application does (from the prepared data, where there are
any), then compares a quarter and a year with those a year before, of one district and of the whole
force. Each is the comparison and its pictures, in seconds by the clock of one process.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.render.maps.map_layers import class_banded_images
from hotspots.study.change_map.side_by_side import compare_periods
from hotspots.study.inputs import find_job
from hotspots.study.reading import load
from hotspots.study.years import load_years

KIB_A_MIB = 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--district")
    options = parser.parse_args()
    inputs = find_job(options.workspace).inputs
    kept = load(inputs, any_subject=True)  # the application keeps these for the harm map
    before = time.perf_counter()
    years = load_years(inputs)
    print(f"reading all years: {time.perf_counter() - before:.1f} s")
    area = years.study_area.districts
    name = options.district or str(area[schema.DISTRICT].iloc[0])
    month = years.cover.last_whole_month()
    if month is None:
        raise SystemExit("The offences hold no whole month.")
    quarter = Period(first=month.before().before().first, last=month.last)
    year = Period(first=month.first.replace(month=1), last=month.last)
    print("| asked | of | comparison | pictures |\n|---|---|---|---|")
    for label, of, period in (
        ("first question", name, quarter),
        ("a quarter", name, quarter),
        ("a year", name, year),
        ("a quarter", None, quarter),
        ("a year", None, year),
    ):
        begun = time.perf_counter()
        found = compare_periods(
            years,
            area if of is None else area[area[schema.DISTRICT] == of],
            profile=inputs.profile,
            selection=inputs.profile.harm_spot_selection,
            now=period,
            then=period.year_before(),
        )
        compared = time.perf_counter()
        class_banded_images(found.pair.surfaces)
        done = time.perf_counter()
        took = f"{compared - begun:.2f} s | {done - compared:.2f} s"
        print(f"| {label} | {of or 'the force'} | {took} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB_A_MIB
    rows = len(kept[1].offences), len(years.loaded.offences)
    print(f"{rows[0]:,} offences, {rows[1]:,} of all years; {peak:,} MiB at most")


if __name__ == "__main__":
    main()
