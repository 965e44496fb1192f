"""Operations that were set up in the browser: their files in the workspace, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import care, words
from hotspots.web import force
from hotspots.web.past import past_of

if TYPE_CHECKING:
    from hotspots.study.operations.prepared import Prepared
    from hotspots.web.models import KeptOperation

# Beside data, layers and maps: `hotspots evaluate operations/….toml` reads the same files.
FOLDER: Final = "operations"


def folder() -> Path:
    """Return the folder of operations; it is made when the first is set up."""
    return force.workspace().root / FOLDER


def path_of(kept: KeptOperation) -> Path:
    """Return an operation's file."""
    return folder() / kept.stored


def paths_of(kept: KeptOperation) -> list[Path]:
    """Return the files that an operation has had, the first one first."""
    stem = Path(kept.stored).stem.removesuffix(f"-{kept.version}")
    return [folder() / name_of(stem, number) for number in range(1, kept.version + 1)]


def name_of(stem: str, version: int) -> str:
    """Return what the file of an operation's version is called."""
    return f"{stem}.toml" if version == 1 else f"{stem}-{version}.toml"


def prepared(path: Path) -> Prepared:
    """Return an operation with its areas and whatever it names, before any offence is read.

    Raises
    ------
    HotspotsError
        When its file cannot be read, or names what is not there.
    """
    from hotspots.study.operations.evaluate import prepare_evaluation  # noqa: PLC0415 - heavy
    from hotspots.study.operations.operation import read_operation  # noqa: PLC0415 - heavy

    job = force.job()
    return prepare_evaluation(job.inputs, read_operation(path), maps=job.maps, past=past_of(job))


def not_to_publish(receipt: Mapping[str, Any] | None) -> str:
    """Say why an evaluation is not shown to others; nothing where it may be, or is none.

    Its sentence says how many offences lie in the areas, which somebody drew.
    """
    if receipt is None or "evaluation" not in receipt:
        return ""
    treated = receipt["evaluation"]["by_the_whole_before_period"]["treated"]
    counts = (treated["before"], treated["during"])
    if all(care.shown_count(int(each)) is not None for each in counts):
        return ""
    return (
        f"{words.capital(care.FEW)} offences lie in the areas, before or during: it is not "
        "published, for its sentence would tell of them. Take larger areas or longer times."
    )


def patrols_made() -> Any:  # noqa: ANN401 - a study's type, which is heavy
    """Return the ledger's patrols; None where none was ever recorded: then nothing is known."""
    from hotspots.study.operations.prepared import PatrolRecords  # noqa: PLC0415 - heavy

    rows = force.ledger().patrols()
    return None if rows.empty else PatrolRecords(rows=rows, source="the ledger")
