"""Near repeat as a tool of its own: points with dates in; a table, a picture and labels out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.near_repeats.near_repeat import (
    NearRepeatTable,
    knox_pairs,
    near_repeat_table,
    permutation_counts,
)
from hotspots.analyse.near_repeats.near_repeat_evidence import NearRepeatEvidence, evidence
from hotspots.analyse.near_repeats.near_repeat_labels import (
    DATE,
    EVENT_ID,
    NearRepeatLinkParams,
    label_near_repeats,
    strings_of_burglaries,
)
from hotspots.render.marked_csv import write_marked_csv
from hotspots.render.near_repeats.near_repeat_page import write_near_repeat_page
from hotspots.render.near_repeats.near_repeat_picture import near_repeat_picture
from hotspots.render.run_index import write_receipt_page
from hotspots.render.set_aside import write_set_aside
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.harm_maps.harm_words import period_in_words
from hotspots.study.near_repeats.near_repeat_words import (
    BAND_ALONE,
    NOT_WHY,
    NearRepeatStudyParams,
    figures_in_words,
    label_counts,
    method_in_words,
)
from hotspots.study.parameters import as_mapping
from hotspots.study.run import InProcess, Progress, no_progress, run_folder, run_tasks

if TYPE_CHECKING:
    from markupsafe import Markup

    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.study.near_repeats.near_repeat_events import NearRepeatEvents

JOURNEY: Final = "near repeat"
PICTURE: Final = "near_repeat.svg"
# A task's worth of permutations: enough that handing out the pairs costs little beside them.
PERMUTATIONS_A_TASK: Final = 250
FILES: Final = {
    "Table (CSV)": "near_repeat.csv",
    "Picture (SVG)": PICTURE,
    "What each one is (CSV)": "labels.csv",
    "Strings (CSV)": "strings.csv",
    "Receipt": "receipt.html",
    "Receipt (JSON)": "receipt.json",
    "Rows set aside (CSV)": "set_aside.csv",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class NearRepeatRun:
    """A finished run: its folder, its receipt, and the findings behind it."""

    folder: Path
    receipt: Mapping[str, Any]
    table: NearRepeatTable
    evidence: NearRepeatEvidence
    labels: pd.DataFrame


def study_near_repeat(
    events: NearRepeatEvents,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    params: NearRepeatStudyParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> NearRepeatRun:
    """Test events for near repeat and write what was found.

    Parameters
    ----------
    events : NearRepeatEvents
        From ``events_of_file`` or ``events_of_offences``.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : NearRepeatStudyParams, optional
    executor : Executor, optional
        Takes blocks of permutations; the result does not depend on it.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or NearRepeatStudyParams()
    name = name or f"{made_at:%Y-%m-%d-%H%M%S}-near-repeat"
    with run_folder(maps, name) as folder:
        table = _tested(events, params.test, executor or InProcess(), progress)
        found = evidence(table, called=events.called)
        labels = _labels(events, params.links)
        strings = strings_of_burglaries(labels)
        stamp = _stamp(events, params, table, name=name, made_at=made_at)
        picture = _write_products(folder, events, table, found, labels, strings, stamp)
        receipt = _receipt(folder, events, params, table, found, labels, strings, stamp)
        receipts.write_receipt(folder / "receipt.json", receipt)
        write_receipt_page(folder / "receipt.html", receipts.read_receipt(folder), stamp)
        write_near_repeat_page(
            folder / "index.html",
            title=_title(events),
            sentence=found.sentence,
            figures=figures_in_words(table, labels, strings),
            picture=picture,
            files=FILES,
            stamp=stamp,
        )
    return NearRepeatRun(
        folder=maps / name, receipt=receipt, table=table, evidence=found, labels=labels
    )


def _tested(
    events: NearRepeatEvents, params: NearRepeatParams, executor: Executor, progress: Progress
) -> NearRepeatTable:
    pairs = knox_pairs(events.points, events.points[DATE], params=params)
    edges = [*range(0, params.permutations, PERMUTATIONS_A_TASK), params.permutations]
    blocks = run_tasks(
        executor,
        [(permutation_counts, (pairs, a, b, params.seed)) for a, b in pairwise(edges)],
        step="Shuffling the dates over the places",
        progress=progress,
    )
    return near_repeat_table(pairs, np.concatenate(blocks), params=params)


def _labels(events: NearRepeatEvents, params: NearRepeatLinkParams) -> pd.DataFrame:
    points = events.points
    labels = label_near_repeats(points, points[DATE], points[EVENT_ID], params=params)
    return labels.sort_values([DATE, EVENT_ID], ignore_index=True)


def _title(events: NearRepeatEvents) -> str:
    return f"Near repeat: {events.label}"


def _stamp(
    events: NearRepeatEvents,
    params: NearRepeatStudyParams,
    table: NearRepeatTable,
    *,
    name: str,
    made_at: datetime,
) -> ProductStamp:
    return ProductStamp(
        force_name=events.profile.force_name,
        marking=events.profile.marking,
        run_name=name,
        made_at=made_at,
        period=period_in_words(events.period),
        sources=events.sources,
        method=method_in_words(params, table, events.called),
        caveats=(NOT_WHY, BAND_ALONE, *events.notes),
        rows_in=events.rows["rows_in"],
        rows_used=events.rows["rows_used"],
        rows_set_aside=events.rows["set_aside_by_reason"],
        software=receipts.software(),
        demonstration=events.profile.demonstration,
    )


def _write_products(
    folder: Path,
    events: NearRepeatEvents,
    table: NearRepeatTable,
    found: NearRepeatEvidence,
    labels: pd.DataFrame,
    strings: pd.DataFrame,
    stamp: ProductStamp,
) -> Markup:
    """Write the table, the labels, the strings and the picture; return the picture."""
    bands = table.to_frame()
    picture = near_repeat_picture(
        bands, title=_title(events), sentence=found.sentence, note=stamp.method, stamp=stamp
    )
    (folder / PICTURE).write_text(picture, encoding="utf-8", newline="\n")
    write_marked_csv(folder / "near_repeat.csv", bands, stamp.marking)
    write_marked_csv(folder / "labels.csv", labels, stamp.marking)
    write_marked_csv(folder / "strings.csv", strings, stamp.marking)
    write_set_aside(folder / "set_aside.csv", events.set_aside, stamp.marking)
    return picture


def _receipt(
    folder: Path,
    events: NearRepeatEvents,
    params: NearRepeatStudyParams,
    table: NearRepeatTable,
    found: NearRepeatEvidence,
    labels: pd.DataFrame,
    strings: pd.DataFrame,
    stamp: ProductStamp,
) -> dict[str, Any]:
    first, last = events.period
    return {
        "journey": JOURNEY,
        "run": stamp.run_name,
        "made_at": stamp.made_at,
        "force": stamp.force_name,
        "profile": events.profile.key,
        "marking": stamp.marking,
        "demonstration": stamp.demonstration,
        "tested": events.label,
        "period": {"first_day": first, "last_day": last},
        "method": stamp.method,
        "caveats": list(stamp.caveats),
        "parameters": as_mapping(params),
        "rows": dict(events.rows),
        "left_out": dict(events.left_out),
        "near_repeat": {
            **asdict(found),
            "events": table.events,
            "pairs": table.pairs,
            "labels": label_counts(labels),
            "strings": len(strings),
            "bands": _bands(table),
        },
        "inputs": dict(events.inputs),
        "software": receipts.of_software(),
        "products": receipts.of_products(folder),
    }


def _bands(table: NearRepeatTable) -> list[dict[str, Any]]:
    """Return the table a row a band; a ratio where nothing is expected is None."""
    frame = table.to_frame().astype("object")
    ratio = schema.NEAR_REPEAT_RATIO
    return [
        {str(k): None if k == ratio and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]
