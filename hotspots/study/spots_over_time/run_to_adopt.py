"""The harm spots of a finished run, as they are put in force."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
import shapely

from hotspots import schema
from hotspots.errors import InputError, SettingsError
from hotspots.load.guarded_files import vector_file
from hotspots.render.maps.geopackage import HARM_SPOTS
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.run_folder import read_receipt, spots_file

# A centimetre: what an outline is kept to.
OUTLINE_DECIMALS: Final = 2
OF_A_SPOT: Final = (schema.SPOT_ID, schema.SPOT_NAME, schema.DISTRICT, schema.RANK)


@dataclass(frozen=True, kw_only=True)
class RunToAdopt:
    """The harm spots of a finished run, as the ledger takes them.

    Attributes
    ----------
    spot_set : str
        The run's name.
    spots : DataFrame
        ``spot_id``, ``name``, ``district``, ``rank`` and ``outline`` (WKT, metres); and ``change``,
        what became of each place since the set that the run knew, where it knew one.
    chosen_from, chosen_to : date
        First and last day of the offences that they were chosen on.
    known_set : str
        The set that was in force when the run was made, from which the numbers are; empty where
        none was, or the run did not look.
    gone : sequence of mapping
        Those of that set that are not among the run's: ``spot_id``, ``name``, ``change``, ``into``.
    """

    spot_set: str
    spots: pd.DataFrame
    chosen_from: date
    chosen_to: date
    known_set: str = ""
    gone: Sequence[Mapping[str, Any]] = ()


def spots_of_run(folder: Path) -> RunToAdopt:
    """Return the harm spots of a finished run, checked against its receipt.

    Parameters
    ----------
    folder : Path
        A run of ``hotspots run``.

    Raises
    ------
    SettingsError
        When the run is not of harm spots.
    InputError
        When its layer of spots is gone, or is not what the receipt says.
    """
    receipt = read_receipt(folder)
    if receipt.get("journey") != HARM_MAP.label:
        raise SettingsError(
            f"{folder.name} is a run of {receipt.get('journey', 'something else')!r}, and only "
            "`hotspots run` makes harm spots. Name one of its runs."
        )
    _require_unchanged(folder, receipt)
    spots = vector_file(spots_file(folder)).read(HARM_SPOTS)
    table = pd.DataFrame(
        {
            **{
                column: spots[column]
                for column in (*OF_A_SPOT, *({schema.CHANGE} & set(spots.columns)))
            },
            schema.OUTLINE: shapely.to_wkt(
                spots.geometry.to_numpy(), rounding_precision=OUTLINE_DECIMALS
            ),
        }
    )
    first, last = (pd.Timestamp(receipt["period"][day]).date() for day in ("first_day", "last_day"))
    history = receipt.get("spots_over_time", {})
    return RunToAdopt(
        spot_set=str(receipt["run"]),
        spots=table,
        chosen_from=first,
        chosen_to=last,
        known_set=(history.get("in_force") or {}).get(schema.SPOT_SET, ""),
        gone=history.get("not_here_any_more", ()),
    )


def _require_unchanged(folder: Path, receipt: dict[str, Any]) -> None:
    file = spots_file(folder)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != receipt["products"].get(file.relative_to(folder).as_posix()):
        raise InputError(
            f"{file} is not the file that the run wrote: it was changed since. Make the run again "
            "with `hotspots run`, and change spots with `hotspots spots move`, which is kept."
        )
