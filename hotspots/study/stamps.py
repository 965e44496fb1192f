"""The stamp of a run: what every one of its products says of where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.load.findings import LoadedOffences
    from hotspots.profile import ForceProfile


def stamp_of(
    profile: ForceProfile,
    loaded: LoadedOffences,
    *,
    name: str,
    made_at: datetime,
    period: str,
    method: str,
    caveats: Sequence[str],
) -> ProductStamp:
    """Return the stamp of a run that reads offences.

    Parameters
    ----------
    profile : ForceProfile
    loaded : LoadedOffences
        Their sources, and their rows in, used and set aside.
    name : str
        Of the run.
    made_at : datetime
        Aware.
    period, method : str
        In words.
    caveats : sequence of str
    """
    return ProductStamp(
        force_name=profile.force_name,
        marking=profile.marking,
        run_name=name,
        made_at=made_at,
        period=period,
        sources=tuple(f"{source.name} ({source.kind})" for source in loaded.sources),
        method=method,
        caveats=tuple(caveats),
        rows_in=loaded.rows_in,
        rows_used=loaded.rows_used,
        rows_set_aside=loaded.rows_set_aside_by_reason,
        software=receipts.software(),
        demonstration=profile.demonstration,
    )


def of_categories_alone(profile: ForceProfile, offences: pd.DataFrame) -> tuple[str, ...]:
    """Return what each selection stands for where a source has categories and no offence codes.

    Empty where there is a code.
    """
    if offences[schema.OFFENCE_CODE].notna().any():
        return ()
    meanings = "; ".join(
        f"{selection.label} is {', '.join(selection.categories)}"
        for selection in profile.selections.values()
        if selection.categories
    )
    told = (
        "The source has categories and no offence codes, so each name stands for whole categories, "
        f"at home and elsewhere, at any hour: {meanings}."
    )
    return (told,)
