"""What an answer costs that the browser application gives on the spot.

    python benchmarks/district_answers.py WORKSPACE [--district NAME]

Reads the workspace's offences as every command does (from its prepared data, where there are any),
then asks of one district and of the whole force: the year, half of it, and another index. Each is
the analysis and the page of its map, in processor seconds of one process; the first question of a
process compiles and imports, and is told apart.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hotspots import schema, words
from hotspots.load.offence_codes import read_offence_codes
from hotspots.render.maps.district_map import write_district_map
from hotspots.render.stamp import ProductStamp
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis, analyse_harm
from hotspots.study.harm_maps.harm_words import figures_of, method_in_words
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.inputs import Job, find_job
from hotspots.study.reading import load
from hotspots.study.selected import chosen_indices, chosen_selection, moments, places_of
from hotspots.study.settings import settled

if TYPE_CHECKING:
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences

Days = tuple[date, date]


def asked(
    job: Job,
    area: StudyArea,
    loaded: LoadedOffences,
    district: str | None,
    days: Days,
    index: str,
) -> HarmAnalysis:
    """Return where harm concentrates in a district, or in the force."""
    profile, offences, districts = job.inputs.profile, loaded.offences, area.districts
    start, end = moments(days, profile.timezone)
    held = (offences[schema.FROM_TIME] >= start) & (offences[schema.FROM_TIME] < end)
    if district is not None:
        held &= offences[schema.DISTRICT] == district
        districts = districts[districts[schema.DISTRICT] == district]
    return analyse_harm(
        offences[held],
        districts,
        period=days,
        selection=chosen_selection(profile, None),
        indices=chosen_indices(index),
        police_discovered=profile.police_discovered,
        places=places_of(profile),
        offence_names=read_offence_codes().offence,
        full_points=loaded.full_places,
        params=settled(HARM_MAP, job, {"index": index}),
    )


def draw(
    path: Path,
    job: Job,
    area: StudyArea,
    loaded: LoadedOffences,
    district: str | None,
    found: HarmAnalysis,
) -> None:
    """Write the page of an answer."""
    stamp = ProductStamp(
        force_name=job.inputs.profile.force_name,
        marking=job.inputs.profile.marking,
        run_name="benchmark",
        made_at=datetime.now(UTC),
        period=words.days(*found.period),
        sources=tuple(source.name for source in loaded.sources),
        method=method_in_words(found),
        caveats=(),
        rows_in=loaded.rows_in,
        rows_used=loaded.rows_used,
        rows_set_aside=loaded.rows_set_aside_by_reason,
        software="hotspots",
        demonstration=job.inputs.profile.demonstration,
    )
    write_district_map(
        path,
        title=district or job.inputs.profile.force_name,
        stamp=stamp,
        surfaces=found.surfaces,
        spots=found.spots,
        districts=found.districts if district is None else area.districts,
        wards=area.wards,
        places=places_of(job.inputs.profile),
        figures=figures_of(found, None),
        indices=found.indices,
        focus=district,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workspace", type=Path, nargs="?")
    parser.add_argument("--district")
    options = parser.parse_args()
    if options.workspace is None:
        print(__doc__)
        return
    job = find_job(options.workspace)
    before = time.process_time()
    area, loaded = load(job.inputs, any_subject=True)
    print(f"reading: {time.process_time() - before:.2f} s")
    first, last = loaded.period
    half = first + (last - first) / 2
    district = options.district or str(area.districts[schema.DISTRICT].iloc[0])
    questions = [
        ("first question", district, (first, last), "css"),
        ("the year", district, (first, last), "css"),
        ("half of it", district, (half, last), "css"),
        ("the year, another index", district, (first, last), "count"),
        ("the year", None, (first, last), "css"),
        ("half of it", None, (half, last), "css"),
    ]
    print("| asked | of | analysis | page |\n|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for label, of, days, index in questions:
            begun = time.process_time()
            found = asked(job, area, loaded, of, days, index)
            analysed = time.process_time()
            draw(Path(folder) / "map.html", job, area, loaded, of, found)
            done = time.process_time()
            print(
                f"| {label} | {of or 'the force'} | {analysed - begun:.2f} s "
                f"| {done - analysed:.2f} s |"
            )


if __name__ == "__main__":
    main()
