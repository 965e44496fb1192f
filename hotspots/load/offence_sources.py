"""What a file of points is, by what it holds, and who reads it.

A new source is a line in ``SOURCES``: how its headers are known, and the function that reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotspots.errors import InputError, NoRowsError, UnreadableError
from hotspots.harm_index import OFFENCES
from hotspots.load import collisions, police_uk, street_safe
from hotspots.load.address_store import is_address_store
from hotspots.load.columns import missing_columns, recognised
from hotspots.load.given_paths import files_in
from hotspots.load.rms_export import KIND as RMS_KIND
from hotspots.load.rms_export import is_rms_export, lacking, read_rms_export
from hotspots.load.source_rows import SourceRows
from hotspots.load.source_tables import SOURCE_SUFFIXES, headers_of
from hotspots.postgresql import Source
from hotspots.profile import ForceProfile
from hotspots.tables.columns import is_row
from hotspots.words import listed as in_words

FOLDER_KIND: Final = "folder"
READABLE: Final = (
    "a data.police.uk month (CSV), a folder of months, the archive (zip) or what its API answers "
    "(JSON), or a records-system export (CSV, XLSX, GeoPackage, GeoJSON, Parquet, or a table of "
    "PostGIS) with a time, a place and an offence code"
)
Names = Mapping[str, Sequence[str] | str]


@dataclass(frozen=True, kw_only=True)
class PointSource:
    """A kind of source.

    Attributes
    ----------
    kind : str
        As it is called in findings.
    knows : callable
        Says of the headers of a file, and the profile's own names, whether it is of this kind.
    read : callable
        Takes the path, the profile and the date format that was stated, if one was.
    subject : str
        What its rows are. Sources of two subjects are never counted together.
    """

    kind: str
    knows: Callable[[Sequence[str], Names], bool]
    read: Callable[[Source, ForceProfile, str | None], SourceRows]
    subject: str = OFFENCES


POLICE_UK: Final = PointSource(
    kind=police_uk.STREET_KIND,
    knows=lambda headers, _: police_uk.police_uk_kind(headers) == police_uk.STREET_KIND,
    read=lambda path, profile, _: police_uk.read_police_uk(path, profile=profile),
)
# The first that knows a file reads it.
SOURCES: Final = (
    POLICE_UK,
    PointSource(
        kind=collisions.KIND,
        knows=lambda headers, _: collisions.is_collisions(headers),
        read=lambda path, profile, date_format: collisions.read_collisions(
            path, profile=profile, date_format=date_format
        ),
        subject=collisions.SUBJECT,
    ),
    PointSource(
        kind=street_safe.KIND,
        knows=lambda headers, _: street_safe.is_street_safe(headers),
        read=lambda path, profile, date_format: street_safe.read_street_safe(
            path, profile=profile, date_format=date_format
        ),
        subject=street_safe.SUBJECT,
    ),
    PointSource(
        kind=RMS_KIND,
        knows=lambda headers, own: is_rms_export(headers, from_profile=own),
        read=lambda path, profile, date_format: read_rms_export(
            path, profile=profile, date_format=date_format
        ),
    ),
)
# An export that begins with its first row: it is known as one by being no other source.
WITHOUT_HEADER: Final = PointSource(
    kind="records-system export without a header",
    knows=lambda headers, _: is_row(headers),
    read=lambda path, profile, date_format: read_rms_export(
        path, profile=profile, date_format=date_format, header=False
    ),
)
_BY_KIND: Final = {
    WITHOUT_HEADER.kind: WITHOUT_HEADER,
    **{source.kind: source for source in SOURCES},
    police_uk.ARCHIVE_KIND: POLICE_UK,
}


def recognise(path: Source, *, profile: ForceProfile | None = None, header: bool = True) -> str:
    """Say what a file is, by what it holds: a CSV by its header, whatever it is called.

    Parameters
    ----------
    path : Path or PostgisTable
    profile : ForceProfile, optional
        Its own column names.
    header : bool
        False where an export may begin with its first row.

    Raises
    ------
    InputError
        When it is nothing that can be read; the message lists what can.
    """
    if isinstance(path, Path):
        if path.is_dir():
            return FOLDER_KIND
        if path.suffix.lower() == ".zip" and path.exists():
            return police_uk.ARCHIVE_KIND
        _require_table(path)
    own = profile.column_aliases if profile else {}
    headers = headers_of(path, wanted=lambda found: _kind_of(found, own) is not None)
    kind = _kind_of(headers, own)
    if kind is None and not header and WITHOUT_HEADER.knows(headers, own):
        return WITHOUT_HEADER.kind
    if kind is None:
        raise _not_recognised(path.name, headers, own)
    return kind


def _require_table(path: Path) -> None:
    """Refuse a file that is not there, is of no format that is read, or is empty."""
    if not path.exists():
        raise InputError(f"There is no file {path.name}. Check the path; give {READABLE}.")
    if path.suffix.lower() not in SOURCE_SUFFIXES:
        raise InputError(f"{path.name} is no source of offences. Give {READABLE}.")
    if not path.stat().st_size:
        raise NoRowsError(f"{path.name} is empty (0 bytes). Export the rows again.")


def read_source(
    path: Source, kind: str, *, profile: ForceProfile, date_format: str | None
) -> SourceRows:
    """Read a file that was recognised."""
    return _BY_KIND[kind].read(path, profile, date_format)


def sources_among(
    paths: Sequence[Source],
    *,
    profile: ForceProfile,
    header: bool = True,
    used_elsewhere: Sequence[Path] = (),
) -> tuple[list[tuple[Source, str]], list[str]]:
    """Return each file to read with its kind, and notes on files in folders that are left out.

    Parameters
    ----------
    paths : sequence of Path or PostgisTable
        Files, folders and tables of a database, mixed as they come.
    profile : ForceProfile
    header : bool
        False where an export may begin with its first row.
    used_elsewhere : sequence of Path
        Files and folders that serve another purpose: in a folder they are passed over.

    Raises
    ------
    InputError
        When there is nothing to read, or rows of two subjects would be counted together.
    """
    files: list[tuple[Source, str]] = []
    notes: list[str] = []
    for path in paths:
        kind = recognise(path, profile=profile, header=header)
        if isinstance(path, Path) and kind == FOLDER_KIND:
            found, left_out = _files_in(path, profile, used_elsewhere, header=header)
            files += found
            notes += left_out
        elif kind in police_uk.NOT_NEEDED:
            raise InputError(f"{path.name} holds {kind}, not offences. Give {READABLE}.")
        else:
            files.append((path, kind))
    if not files:
        raise InputError(f"No source of offences was given. Give {READABLE}.")
    _refuse_two_subjects(files)
    return list(dict.fromkeys(files)), notes


def _kind_of(headers: Sequence[str], own: Names) -> str | None:
    known = (source.kind for source in SOURCES if source.knows(headers, own))
    kind = next(known, None)
    other = police_uk.police_uk_kind(headers)
    return other if other in police_uk.NOT_NEEDED else kind


def _files_in(
    folder: Path, profile: ForceProfile, used_elsewhere: Sequence[Path], *, header: bool
) -> tuple[list[tuple[Path, str]], list[str]]:
    files, notes = [], []
    others = [each.resolve() for each in used_elsewhere if not folder.is_relative_to(each)]
    for path in files_in(folder):
        if path.suffix.lower() not in (*SOURCE_SUFFIXES, ".zip"):
            continue
        if any(path.resolve().is_relative_to(other) for other in others) or is_address_store(path):
            continue
        try:
            kind = recognise(path, profile=profile, header=header)
        except NoRowsError:
            notes.append(f"{path.name} was left out: it is empty")
            continue
        except UnreadableError:
            raise
        except InputError:
            notes.append(f"{path.name} was left out: it is no source of offences")
            continue
        if kind in police_uk.NOT_NEEDED:
            notes.append(f"{path.name} was left out: {kind}")
        elif kind != FOLDER_KIND:
            files.append((path, kind))
    if not files:
        raise _no_source_in(folder, notes)
    return _of_one_subject(files, notes)


def _of_one_subject(
    files: list[tuple[Path, str]], notes: list[str]
) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return a folder's offences, and leave out what is another subject's beside them."""
    if not any(_subject(kind) == OFFENCES for _, kind in files):
        return files, notes
    others = [(path, kind) for path, kind in files if _subject(kind) != OFFENCES]
    said = [
        f"{path.name} was left out: {_subject(kind)}, which are never counted with offences; map "
        "them by the path of their file"
        for path, kind in others
    ]
    return [each for each in files if each not in others], [*notes, *said]


def _refuse_two_subjects(files: Sequence[tuple[Source, str]]) -> None:
    by_subject = {_subject(kind): path.name for path, kind in files}
    if len(by_subject) > 1:
        held = in_words([f"{name} holds {subject}" for subject, name in by_subject.items()])
        raise InputError(
            f"{held}: they are never counted together. Give them in runs of their own."
        )


def _subject(kind: str) -> str:
    return _BY_KIND[kind].subject


def _no_source_in(folder: Path, notes: Sequence[str]) -> InputError:
    if not notes:
        state = "holds no offences" if any(folder.iterdir()) else "is empty"
        return InputError(f"{folder.name} {state}: put offences into {folder}. Give {READABLE}.")
    return InputError(
        f"The folder {folder.name} holds no source of offences: {'; '.join(notes)}. Give one of "
        f"them by its path to see what it lacks, or {READABLE}."
    )


def _not_recognised(name: str, headers: Sequence[str], own: Names) -> InputError:
    """Return the error for columns that are no source's: what an export needs and they lack."""
    if is_row(headers):  # which is not repeated: a row may hold a name
        return InputError(
            f"{name} has no header: its first line holds numbers or dates, where the names of its "
            "columns should stand. Write them above it: Crime Number, HO Code, From, Easting, "
            "Northing. Or say that it has none, and in the force profile which column is which: "
            '[columns] from_time = ["column 1"] and so on.',
            options=("--no-header",),
        )
    lost = lacking(recognised(headers, from_profile=own))
    fault = missing_columns(lost, headers, file=f"{name} was not recognised by its columns: it")
    return InputError(f"{fault} Or give {READABLE}.")
