"""Near repeat as a tool of its own: points with dates in; a table, a picture and labels out."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, product_files, schema
from hotspots.analyse.near_repeats.linked_pairs import LinkedPairs, linked_pairs
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
    FOLLOWS_DISTANCE_M,
    label_near_repeats,
    strings_of_burglaries,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams
from hotspots.file_names import days_in_name
from hotspots.render.marked_csv import write_marked_csv
from hotspots.render.near_repeats.near_repeat_picture import near_repeat_picture
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress, run_tasks
from hotspots.study.near_repeats.journeys import NEAR_REPEAT, NearRepeatStudyParams
from hotspots.study.near_repeats.near_repeat_words import (
    BAND_ALONE,
    NOT_WHY,
    figures_in_words,
    label_counts,
    linked_in_words,
    method_in_words,
)
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.words import days

if TYPE_CHECKING:
    from markupsafe import Markup

    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.study.near_repeats.near_repeat_events import NearRepeatEvents

FOLLOWS_WITHIN_M: Final = "follows_within_m"
# A task's worth of permutations: enough that handing out the pairs costs little beside them.
PERMUTATIONS_A_TASK: Final = 250


@dataclass(frozen=True, kw_only=True, eq=False)
class NearRepeatFindings:
    """The table of bands, what it is evidence of, what each event is, and the pairs linked."""

    table: NearRepeatTable
    evidence: NearRepeatEvidence
    labels: pd.DataFrame
    strings: pd.DataFrame
    linked: LinkedPairs


def study_near_repeat(
    events: NearRepeatEvents,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    params: NearRepeatStudyParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[NearRepeatFindings]:
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
    with new_run(NEAR_REPEAT, maps=maps, made_at=made_at, name=name) as run:
        table = _tested(events, params.test, executor, progress)
        labels = _labels(events, params.links)
        found = NearRepeatFindings(
            table=table,
            evidence=evidence(table, called=events.called),
            labels=labels,
            strings=strings_of_burglaries(labels),
            linked=linked_pairs(events.points, events.points[DATE], params=params.links),
        )
        stamp = run.stamp(
            events.profile,
            events.read,
            period=days(*events.period),
            when=days_in_name(*events.period),
            method=method_in_words(params, table, events.called),
            caveats=(NOT_WHY, BAND_ALONE, *events.notes),
        )
        picture = _write_products(run.folder, events, found, stamp)
        run.write_receipt(
            stamp,
            events.profile,
            days={"tested": events.label, **receipts.of_days(*events.period)},
            params=params,
            found={"left_out": dict(events.left_out), "near_repeat": _found(found, params)},
            inputs=events.inputs,
            set_aside=events.read.set_aside,
        )
        write_page(
            run.folder / INDEX_PAGE,
            "near_repeats.html",
            stamp,
            title=_title(events),
            sentence=found.evidence.sentence,
            linked=linked_in_words(found.linked, found.evidence, params.links),
            figures=figures_in_words(table, labels, found.strings),
            picture=picture,
            files={**stamp.file_names(product_files.NEAR_REPEATS), **product_files.EVERY_RUN},
        )
    return run.finished(found)


def _tested(
    events: NearRepeatEvents,
    params: NearRepeatParams,
    executor: Executor | None,
    progress: Progress,
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


def _write_products(
    folder: Path, events: NearRepeatEvents, found: NearRepeatFindings, stamp: ProductStamp
) -> Markup:
    """Write the table, the labels, the strings and the picture; return the picture."""
    bands = found.table.to_frame()
    picture = near_repeat_picture(
        bands,
        title=_title(events),
        sentence=found.evidence.sentence,
        note=stamp.method,
        stamp=stamp,
    )
    (folder / stamp.file_name(product_files.NEAR_REPEAT_PICTURE)).write_text(
        picture, encoding="utf-8", newline="\n"
    )
    write_marked_csv(
        folder / stamp.file_name(product_files.NEAR_REPEAT_TABLE), bands, stamp.marking
    )
    write_marked_csv(
        folder / stamp.file_name(product_files.NEAR_REPEATS["What each one is (CSV)"]),
        _as_told(found.labels),
        stamp.marking,
    )
    write_marked_csv(
        folder / stamp.file_name(product_files.NEAR_REPEATS["Strings (CSV)"]),
        found.strings,
        stamp.marking,
    )
    return picture


def _as_told(labels: pd.DataFrame) -> pd.DataFrame:
    """Return the labels with each distance in steps of a square of care's, rounded up.

    With an address file an exact distance is the two homes that are so far apart.
    """
    steps = np.ceil(labels[FOLLOWS_DISTANCE_M] / care.SQUARE_M) * care.SQUARE_M
    return labels.assign(**{FOLLOWS_DISTANCE_M: steps}).rename(
        columns={FOLLOWS_DISTANCE_M: FOLLOWS_WITHIN_M}
    )


def _found(found: NearRepeatFindings, params: NearRepeatStudyParams) -> dict[str, Any]:
    """Return what the receipt says was found."""
    return {
        **asdict(found.evidence),
        "events": found.table.events,
        "pairs": found.table.pairs,
        "labels": label_counts(found.labels),
        "strings": len(found.strings),
        "linked_pairs": {
            **asdict(found.linked),
            "sentence": linked_in_words(found.linked, found.evidence, params.links),
        },
        "bands": _bands(found.table),
    }


def _bands(table: NearRepeatTable) -> list[dict[str, Any]]:
    """Return the table a row a band; a ratio where nothing is expected is None."""
    frame = table.to_frame().astype("object")
    ratio = schema.NEAR_REPEAT_RATIO
    return [
        {str(k): None if k == ratio and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]
