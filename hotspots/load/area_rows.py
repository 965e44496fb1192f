"""The rows of one table by area: their codes and figures, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.load.area_columns import AREA_FIGURES
from hotspots.load.area_files import AreaFile
from hotspots.load.source_rows import missing_texts
from hotspots.schema import Reason
from hotspots.tables.text_table import without_blanks

# What counts people and homes cannot be below 0; a deprivation score may be.
_COUNTS = (schema.RESIDENTS, schema.HOUSEHOLDS)


@dataclass(frozen=True, kw_only=True)
class AreaRows:
    """The usable rows of a table by area, in the order of the file.

    Attributes
    ----------
    file : AreaFile
    wards, lsoas, earlier_lsoas : Series of str
        Codes in capitals; all missing where the table has none of the kind.
    figures : DataFrame
        The figures that the table has, missing where a cell is blank.
    set_aside : DataFrame
    """

    file: AreaFile
    wards: pd.Series[str]
    lsoas: pd.Series[str]
    earlier_lsoas: pd.Series[str]
    figures: pd.DataFrame
    set_aside: pd.DataFrame

    def by_code(self, figure: str) -> Mapping[str, float]:
        """Return a figure by the code of the row's area: the LSOA's where it has one."""
        codes = self.lsoas if self.file.columns.lsoa else self.wards
        return dict(zip(codes, self.figures[figure], strict=True))


def area_rows(file: AreaFile) -> AreaRows:
    """Return a table's rows with their codes, those at fault set aside."""
    columns = file.columns
    codes = {
        kind: _codes(file, header)
        for kind, header in (
            ("wards", columns.ward),
            ("lsoas", columns.lsoa),
            ("earlier", columns.earlier_lsoa),
        )
    }
    needed = [codes[kind] for kind, header in _headers_of(file) if header]
    reasons, values = missing_texts(len(file.table.frame)), missing_texts(len(file.table.frame))
    for each in needed:
        reasons = reasons.mask(each.isna(), str(Reason.NO_AREA_CODE))
    figures = pd.DataFrame(index=file.table.frame.index)
    for ours in (each for each in AREA_FIGURES if each in columns.figures):
        figures[ours], unreadable = numbers_in(
            file.column(columns.figures[ours]), least=0.0 if ours in _COUNTS else -np.inf
        )
        fault = unreadable & reasons.isna()
        reasons = reasons.mask(fault, str(Reason.UNREADABLE_NUMBER))
        values = values.mask(fault, file.column(columns.figures[ours]))
    repeated = _repeated(codes, file) & reasons.isna()
    reasons = reasons.mask(repeated, str(Reason.REPEATED_AREA_CODE))
    values = values.mask(repeated, needed[-1])
    used = reasons.isna()
    return AreaRows(
        file=file,
        wards=codes["wards"][used],
        lsoas=codes["lsoas"][used],
        earlier_lsoas=codes["earlier"][used],
        figures=figures[used],
        set_aside=file.set_aside(reasons, values),
    )


def numbers_in(texts: pd.Series[str], *, least: float) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Return the numbers in a column, and which cells hold something that is none.

    Parameters
    ----------
    texts : Series of str
        With or without commas between thousands, or a percent sign behind.
    least : float
        The least that a number can be.
    """
    written = without_blanks(texts)
    bare = written.str.replace(",", "").str.removesuffix("%")
    numbers = pd.to_numeric(bare, errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers) & (numbers >= least))
    return numbers, written.notna() & numbers.isna()


def _headers_of(file: AreaFile) -> tuple[tuple[str, str | None], ...]:
    columns = file.columns
    return (
        ("wards", columns.ward if not columns.earlier_lsoa else None),
        ("earlier", columns.earlier_lsoa),
        ("lsoas", columns.lsoa),
    )


def _codes(file: AreaFile, header: str | None) -> pd.Series[str]:
    if header is None:
        return missing_texts(len(file.table.frame))
    return without_blanks(file.column(header)).str.upper()


def _repeated(codes: Mapping[str, pd.Series[str]], file: AreaFile) -> pd.Series[bool]:
    """Say which rows repeat an earlier one's area, or put one LSOA into two wards."""
    columns = file.columns
    if columns.earlier_lsoa:  # one LSOA may have become several
        return pd.DataFrame({"from": codes["earlier"], "to": codes["lsoas"]}).duplicated()
    key = codes["lsoas"] if columns.lsoa else codes["wards"]
    if not (columns.lsoa and columns.ward):
        return key.duplicated()
    # Neither of two wards can be believed.
    wards_each = codes["wards"].groupby(key).transform("nunique")
    return key.duplicated() | (wards_each > 1)
