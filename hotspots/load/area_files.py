"""Find the tables by area among files and folders, and read each one as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError, NoRowsError, UnreadableError
from hotspots.load.area_columns import (
    WHAT_IS_READ,
    AreaColumns,
    GivenColumns,
    columns_of,
    recognise_area_columns,
)
from hotspots.load.findings import SourceFindings, refuse_same_file_twice, sha256_of
from hotspots.load.given_paths import files_in
from hotspots.load.source_rows import REASONS_OF_PLACE, counts_of, looked_up, ragged_rows
from hotspots.tables.columns import listed
from hotspots.tables.doubts import as_notes
from hotspots.tables.text_table import TextTable, read_text_table
from hotspots.tables.workbook import WORKBOOK_SUFFIXES

REASONS_OF_CODE: Final = (
    schema.Reason.NO_AREA_CODE,
    schema.Reason.UNKNOWN_WARD,
    schema.Reason.REPEATED_AREA_CODE,
)
TABLE_SUFFIXES: Final = (".csv", ".txt", ".tsv", *WORKBOOK_SUFFIXES)


@dataclass(frozen=True, kw_only=True)
class AreaFile:
    """One table by area: its text, its columns, and its file's hash."""

    path: Path
    sha256: str
    table: TextTable
    columns: AreaColumns

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def column(self, header: str) -> pd.Series[str]:
        """Return a column as trimmed text, empty where there is nothing."""
        return self.table.frame[header].str.strip()

    def lines(self) -> pd.Series[int]:
        """Return the line of the file on which each row begins."""
        return pd.Series(self.table.lines, index=self.table.frame.index)

    def findings(
        self,
        *,
        used: int,
        set_aside: pd.DataFrame,
        outside_force: int = 0,
        notes: Sequence[str] = (),
    ) -> SourceFindings:
        """Return what was found in the file, and what became of its rows.

        Those of areas elsewhere, most of a national table, are counted alone.
        """
        elsewhere = {str(schema.Reason.OUTSIDE_FORCE): outside_force} if outside_force else {}
        return SourceFindings(
            name=self.name,
            kind=self.columns.in_words(),
            sha256=self.sha256,
            size_bytes=self.path.stat().st_size,
            encoding=self.table.encoding,
            sheet=self.table.sheet,
            mapping=self.columns.mapping,
            rows_in=self.table.rows_in,
            rows_used=used,
            set_aside={**counts_of(set_aside[schema.REASON]), **elsewhere},
            notes=(*as_notes(self.table.doubts), *self.table.notes, *notes),
        )

    def set_aside(self, reasons: pd.Series[str], values: pd.Series[str]) -> pd.DataFrame:
        """Return the rows with a reason, and those with a wrong number of fields, as set aside."""
        kept = reasons.notna()
        ours = pd.DataFrame(
            {
                schema.SOURCE_FILE: pd.Series(self.name, index=reasons.index, dtype="str")[kept],
                schema.SOURCE_LINE: self.lines()[kept],
                schema.REASON: reasons[kept],
                schema.AT_FAULT: looked_up(reasons[kept], self._at_fault()),
                schema.VALUE: values[kept],
            }
        )
        ragged = ragged_rows([self.table])
        rows = pd.concat([ours, ragged]) if len(ragged) else ours
        return rows.sort_values(schema.SOURCE_LINE, ignore_index=True)

    def _at_fault(self) -> dict[str, str]:
        """Return the columns that each reason is about: codes, the point, or figures."""
        found = self.columns
        codes = [each for each in (found.ward, found.lsoa, found.earlier_lsoa) if each]
        named = dict.fromkeys(REASONS_OF_CODE, codes)
        named[schema.Reason.UNREADABLE_NUMBER] = list(found.figures.values())
        named |= {reason: list(found.point or codes) for reason in REASONS_OF_PLACE}
        return {str(reason): ", ".join(each) for reason, each in named.items() if each}


def read_area_files(paths: Iterable[Path], given: GivenColumns) -> tuple[list[AreaFile], list[str]]:
    """Read the tables by area among files and folders, and note what in folders is none.

    Raises
    ------
    InputError
        When a file that was named is no table by area, or one is given twice.
    """
    files: list[AreaFile] = []
    notes: list[str] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no table {path.name}. Check the path; give {WHAT_IS_READ}.")
        if not path.is_dir():
            files.append(_read(path, given))
            continue
        for inside in _tables_in(path):
            try:
                files.append(_read(inside, given))
            except NoRowsError:
                notes.append(f"{inside.name} was left out: it has no rows")
            except UnreadableError:
                raise
            except InputError:
                notes.append(f"{inside.name} was left out: it is no table by area")
    once = list({file.path.resolve(): file for file in files}.values())
    refuse_same_file_twice((file.name, file.sha256) for file in once)
    return once, notes


def _tables_in(folder: Path) -> list[Path]:
    return [path for path in files_in(folder) if path.suffix.lower() in TABLE_SUFFIXES]


def _read(path: Path, given: GivenColumns) -> AreaFile:
    if path.suffix.lower() not in TABLE_SUFFIXES:
        raise InputError(f"{path.name} is no table. Give a CSV or a workbook: {WHAT_IS_READ}.")

    def wanted(headers: Sequence[str]) -> bool:
        found = recognise_area_columns(headers, given)
        return found.is_area_table or found.is_of_perception

    table = read_text_table(path, wanted=wanted)
    columns = columns_of(table, given)
    if not (columns.is_area_table or columns.is_of_perception):
        raise InputError(
            f"{path.name} was not recognised by its columns: "
            f"{listed(table.headers)}. Give {WHAT_IS_READ}. Of a "
            "table with other names say which is which, in the profile: [columns] residents = "
            '["Pop 2021"].',
            options=("--column residents='Pop 2021'",),
        )
    return AreaFile(path=path, sha256=sha256_of(path), table=table, columns=columns)
