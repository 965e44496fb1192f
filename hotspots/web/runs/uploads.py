"""Uploads: judged by content and size, kept in the workspace's data under a name of our own."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from hotspots.errors import HotspotsError, InputError
from hotspots.schema import LogAct
from hotspots.study.run_folder import folder_name
from hotspots.tables.limits import opened_archive
from hotspots.unfinished import file_written, remove_left_behind
from hotspots.web import force
from hotspots.web.models import Person, Upload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS: Final = {"offences": "Offences", "layers": "Boundaries", "tables": "Tables by area"}
FOLDERS: Final = {"offences": "data/uploads", "layers": "layers/uploads", "tables": "data/tables"}
# By ending: what a file of it begins with; text is what is no other and holds no NUL.
_ZIP, _SQLITE, _PARQUET, _GZIP = b"PK\x03\x04", b"SQLite format 3\x00", b"PAR1", b"\x1f\x8b"
BEGINNINGS: Final = {
    ".csv": b"",
    ".geojson": b"",
    ".json": b"",
    ".kml": b"",
    ".xlsx": _ZIP,
    ".zip": _ZIP,
    ".gpkg": _SQLITE,
    ".parquet": _PARQUET,
    ".gz": _GZIP,
}
LOOKED_AT: Final = 65_536
# From the record of an upload to its file in its place; a record without a file is then none.
LONGEST_MOVE: Final = timedelta(minutes=1)
MOST_COLUMNS: Final = 2_000
# Of a file's own name, what is left in ours.
LONGEST_NAME: Final = 60
# A letter or a figure first; no sign that leads out of a folder.
NAME: Final = re.compile(r"\w[\w .()-]{0,78}")


def keep_upload(file: UploadedFile[bytes], kind: str, person: Person) -> Upload:
    """Keep a file that was uploaded, if it is what it says it is.

    Parameters
    ----------
    file : UploadedFile
    kind : str
        Of ``KINDS``.
    person : Person

    Raises
    ------
    InputError
        When its name, its size or what it holds is not fit, or it is there already; it is then
        not kept.
    """
    called = file.name or ""
    ending = require_fit_name(called)
    if not file.size or file.size > settings.UPLOAD_BYTES_AT_MOST:
        most = settings.UPLOAD_BYTES_AT_MOST // (1024 * 1024)
        raise InputError(f"A file holds something, and {most:,} MB at most.")
    upload_id = uuid.uuid4()
    folder = force.workspace().root / FOLDERS[kind]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What runs and pages say of it is understood by whoever uploaded it.
    name = folder_name(Path(called).stem)[:LONGEST_NAME]
    path = folder / f"{name}-{upload_id.hex[:8]}{ending}"
    digest = hashlib.sha256()
    with file_written(path) as beside:
        with beside.open("wb") as kept:
            for chunk in file.chunks():
                digest.update(chunk)
                kept.write(chunk)
        _require_new(kind, digest.hexdigest())
        try:
            require_fit_content(beside, ending)
            if kind == "layers":
                _require_layer(beside)
        except HotspotsError as fault:
            raise InputError(str(fault).replace(beside.name, called)) from fault
        _log(LogAct.COLLECTION, "file uploaded", path.name, person)
        # Its record comes first: a file without one would be read by the next run.
        return Upload.objects.create(
            upload_id=upload_id,
            kind=kind,
            called=called,
            stored=path.name,
            bytes=file.size,
            sha256=digest.hexdigest(),
            person=person,
        )


def sweep() -> None:
    """Remove what a process that was killed left of an upload: half a file, or a record without."""
    for folder in FOLDERS.values():
        remove_left_behind(force.workspace().root / folder)
    for upload in Upload.objects.filter(uploaded_at__lt=timezone.now() - LONGEST_MOVE):
        if not path_of(upload).exists():
            upload.delete()


def require_fit_name(called: str) -> str:
    """Refuse a name that is a path, or whose ending is not known; return the ending.

    Raises
    ------
    InputError
    """
    ending = Path(called).suffix.lower()
    if not NAME.fullmatch(called) or ".." in called:
        raise InputError(
            "The file's name is no plain name. Use letters, figures, spaces, '-', '_', '.' and "
            "brackets, up to 79 of them."
        )
    if ending not in BEGINNINGS:
        raise InputError(f"A file ends with one of {', '.join(BEGINNINGS)}; this one does not.")
    return ending


def require_fit_content(path: Path, ending: str) -> None:
    """Refuse a file that holds something else than its ending says, or a bomb.

    Raises
    ------
    InputError
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    expected = BEGINNINGS[ending]
    is_text = b"\x00" not in start or start[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not start.startswith(expected) or (not expected and not is_text):
        raise InputError(f"The file is not what its ending says ({ending}).")
    if not expected and start.lstrip()[:1] == b"<" and ending != ".kml":
        raise InputError(f"The file is a page or a drawing, and no {ending[1:].upper()}.")
    if (
        ending == ".csv"
        and max(map(start.split(b"\n")[0].count, (b",", b";", b"\t"))) > MOST_COLUMNS
    ):
        raise InputError(f"The file has more than {MOST_COLUMNS:,} columns.")
    if expected == _ZIP:
        with opened_archive(path):
            pass


def _require_new(kind: str, sha256: str) -> None:
    """Refuse a file that was uploaded before: its rows would count twice, and stop every run.

    Raises
    ------
    InputError
    """
    before = Upload.objects.filter(kind=kind, sha256=sha256).first()
    if before is not None:
        raise InputError(
            f"This very file is there already, as {before.called}: its rows would count twice."
        )


def _require_layer(path: Path) -> None:
    """Refuse what cannot be read as a layer: it would stop every run, and most pages.

    Raises
    ------
    HotspotsError
    """
    from hotspots.load.boundary_files import boundary_paths, read_layers  # noqa: PLC0415 - heavy

    inputs = force.job().inputs
    for each in boundary_paths([path]):
        read_layers(each, to_crs=inputs.profile.crs, declared_crs=inputs.crs)


def path_of(upload: Upload) -> Path:
    """Return where an upload is kept."""
    return force.workspace().root / FOLDERS[upload.kind] / upload.stored


def is_read(upload: Upload) -> bool:
    """Say whether the workspace's settings name the upload, or a folder that it is in."""
    workspace, path = force.workspace(), path_of(upload)
    named = {
        "offences": workspace.offences,
        "layers": workspace.layers,
        "tables": workspace.tables,
    }[upload.kind]
    return any(isinstance(each, Path) and path.is_relative_to(each) for each in named)


def remove_upload(upload: Upload, person: Person) -> None:
    """Delete an upload, file and record."""
    path_of(upload).unlink(missing_ok=True)
    _log(LogAct.ERASURE, "upload deleted", upload.stored, person)
    upload.delete()


def _log(act: LogAct, what: str, stored: str, person: Person) -> None:
    force.ledger().log_act(act, what, subject=stored, role=person.acts_as)
