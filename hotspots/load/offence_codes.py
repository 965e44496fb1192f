"""Home Office offence codes: what each one is called, and the category it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import pandas as pd

from hotspots.offence_code import spelled
from hotspots.tables.text_table import parse_csv, read_once

OFFENCE_CODES = resources.files("hotspots") / "reference" / "offence_codes.csv"

# Categories under which data.police.uk published until 2013, and what holds those offences now.
# "Public disorder and weapons" was later parted in two, of which public order is the larger.
OLDER_CATEGORIES: Final[Mapping[str, str]] = {
    "violent crime": "Violence and sexual offences",
    "public disorder and weapons": "Public order",
}


@dataclass(frozen=True, kw_only=True)
class OffenceCodes:
    """The reference table of offence codes.

    Attributes
    ----------
    offence, category, subgroup : mapping of str to str
        By code: what it is called, its police.uk category, and its Police Recorded Crime subgroup
        (empty for what is not notifiable).
    """

    offence: Mapping[str, str]
    category: Mapping[str, str]
    subgroup: Mapping[str, str]

    @property
    def categories(self) -> tuple[str, ...]:
        """The police.uk categories, in alphabetical order."""
        return tuple(sorted(set(self.category.values())))


@lru_cache(maxsize=1)
def read_offence_codes() -> OffenceCodes:
    """Return the offence codes that ship with hotspots; codes are text: 4.10 is not 4.1."""
    table = parse_csv(OFFENCE_CODES.name, OFFENCE_CODES.read_bytes()).frame
    codes = table["offence_code"]

    def by_code(column: str) -> dict[str, str]:
        return dict(zip(codes, table[column], strict=True))

    return OffenceCodes(
        offence=by_code("offence"),
        category=by_code("category"),
        subgroup=by_code("subgroup"),
    )


def canonical_codes(found: pd.Series[str]) -> pd.Series[str]:
    """Return the offence code of each row in one spelling; missing where it is missing.

    Zeros, strokes, spaces and case do not matter: ``008N`` and ``8/n`` are 8N. A class and its
    sub-class are the code with a point where that is one (``4/1``); else they stay as they are,
    since the letter that today's code has cannot be told from them.
    """
    known = read_offence_codes().offence

    def read(code: str) -> str:
        ours = spelled(code)
        pointed = ours.replace("/", ".")
        return pointed if pointed in known else ours

    return found.map({code: read(code) for code in found.dropna().unique()}).astype("str")


def canonical_categories(found: pd.Series[str]) -> pd.Series[str]:
    """Return the category of each row as data.police.uk writes it now; missing where unknown.

    Case is ignored, and hyphens stand for spaces (``violent-crime``). Categories under which older
    files were published become the one that holds those offences now.
    """
    known = {category.lower(): category for category in read_offence_codes().categories}
    spoken = {**OLDER_CATEGORIES, **known}
    # Both sides lose their hyphens, so that "anti-social behaviour" and its slug are one.
    by_words = {name.replace("-", " "): category for name, category in spoken.items()}

    def read(texts: pd.Series[str]) -> pd.Series[str]:
        words = texts.str.strip().str.lower().str.replace("-", " ")
        return words.str.replace(r"\s+", " ", regex=True).map(by_words).astype("str")

    return read_once(found, read)
