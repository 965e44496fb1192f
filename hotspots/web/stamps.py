"""What a page that was answered on the spot says of where it comes from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.web import force

if TYPE_CHECKING:
    from hotspots.load.findings import LoadedOffences

ALONE: Final = (
    "This district is taken alone: its spots and their ranks differ from those of the force's map. "
    "For what is to be handed on, ask the analyst for a run."
)


def stamp_of_answer(loaded: LoadedOffences, period: tuple[date, date], method: str) -> ProductStamp:
    """Return the stamp of a map that no run has made: it has no receipt, and says so."""
    profile = force.profile()
    return ProductStamp(
        force_name=profile.force_name,
        marking=profile.marking,
        run_name="answered on the page, without a receipt",
        made_at=datetime.now(UTC).replace(microsecond=0),
        period=words.days(*period),
        sources=tuple(f"{source.name} ({source.kind})" for source in loaded.sources),
        method=method,
        caveats=(ALONE,),
        rows_in=loaded.rows_in,
        rows_used=loaded.rows_used,
        rows_set_aside=loaded.rows_set_aside_by_reason,
        software=receipts.software(),
        demonstration=profile.demonstration,
    )
