"""Put moments as systems and people write them into the few forms that a format is known for."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspots.arrays import Bools

_DATE: Final = (
    r"(?:\d{1,4}[/.\-][0-9A-Za-z]{1,9}[/.\-]\d{2,4}|\d{8}|\d{1,2} [A-Za-z]{3,9} \d{2,4}"
    r"|[A-Za-z]{3,9} \d{1,2} \d{4})"
)
# The clock may be a number that has lost its zeros: 5 is 00:05, and 93000 beside 120000 is 09:30.
_DIGITS_ALONE: Final = re.compile(rf"({_DATE}[ T])(\d{{1,6}})")
# The midnight that ends a day, as ISO 8601 lets it be written.
_ENDS_ITS_DAY: Final = re.compile(rf"({_DATE}[ T])24((?:[:.]?00){{1,2}}(?:\D.*)?)")
_WITH_SECONDS: Final = rf"^{_DATE}[ T]\d{{5,6}}$"
_HHMM, _HHMMSS = 4, 6
_ODD: Final = re.compile(
    r"\s\s|[,\t]|\d[AaPp][Mm]$|[+-]\d\d$|[0-9.] (?:Z|[+-]\d\d:?\d\d)$| UTC$|[ T]\d{1,6}$"
)
_MENDED: Final = (
    (re.compile(r",?\s+"), " "),
    (re.compile(r"(?<=\d)([AaPp][Mm])$"), r" \1"),  # SQL Server: Mar 15 2025 10:05AM
    (re.compile(r"(?<=\d) ?UTC$"), "Z"),
    (re.compile(r"(?<=[\d.]) (?=(?:Z|[+-]\d\d:?\d\d)$)"), ""),
    # PostgreSQL: 2025-06-15 10:00:00+00
    (re.compile(r"([ T]\d\d?:\d\d[:.\d]*) ?([+-]\d\d)$"), r"\1\2:00"),
)


def in_known_forms(texts: pd.Series[str]) -> pd.Series[str]:
    """Return moments with single spaces, hours as ``hhmm`` and offsets as ``+01:00``.

    Parameters
    ----------
    texts : Series of str
        Trimmed; may be missing.
    """
    places, found = pd.factorize(texts)
    if not len(found):
        return texts
    written = pd.Series(found, dtype="str")
    odd = _is_odd(written)
    if not odd.any():
        return texts
    written[odd] = written[odd].map(_mended)
    digits = _HHMMSS if written[odd].str.contains(_WITH_SECONDS).any() else _HHMM
    written[odd] = written[odd].map(lambda text: _filled(text, digits))
    return pd.Series(written.array.take(places, allow_fill=True), index=texts.index)


def with_days_ends(texts: pd.Series[str]) -> tuple[pd.Series[str], Bools]:
    """Return moments with 24:00 written as 00:00, and which those are: they are of the day after.

    Parameters
    ----------
    texts : Series of str
        As ``in_known_forms`` returns them.
    """
    may_be: Bools = np.zeros(len(texts), dtype=np.bool_)
    for sign in (" 24", "T24"):
        may_be |= texts.str.contains(sign, regex=False, na=False).to_numpy(np.bool_)
    ends = may_be.copy()
    ends[may_be] = [bool(_ENDS_ITS_DAY.fullmatch(text)) for text in texts[may_be]]
    if not ends.any():
        return texts, ends
    begun = texts.copy()
    begun[ends] = texts[ends].map(lambda text: _ENDS_ITS_DAY.sub(r"\g<1>00\2", text))
    return begun, ends


def said_of_days_ends(ends: Bools) -> tuple[str, ...]:
    """Return the note on moments that were written as 24:00."""
    if not ends.any():
        return ()
    return (f"times written as 24:00, read as the midnight that ends the day: {int(ends.sum()):,}",)


def _is_odd(written: pd.Series[str]) -> Bools:
    """Say which moments are mended: whether one is, its figures do not decide, but their places."""
    held = pa.chunked_array([pa.array(written, pa.large_string())]).combine_chunks()
    there, ends, letters = held.buffers()
    shapes = np.frombuffer(letters or b"", dtype=np.uint8).copy()
    shapes[(shapes >= ord("0")) & (shapes <= ord("9"))] = ord("0")
    buffers = [there, ends, pa.py_buffer(shapes)]
    shaped = pa.Array.from_buffers(held.type, len(held), buffers, offset=held.offset)
    coded = shaped.dictionary_encode()
    is_odd = [bool(_ODD.search(shape)) for shape in coded.dictionary.to_pylist()]
    odd: Bools = np.array(is_odd, dtype=np.bool_)[coded.indices.to_numpy()]
    return odd


def form_of_format(date_format: str) -> str:
    """Return a ``strptime`` format for moments that ``in_known_forms`` has been over."""
    spaced = re.sub(r",?\s+", " ", date_format)
    return re.sub(r"(?<=%[IMS])%p$", " %p", spaced).replace(" %z", "%z")


def _mended(text: str) -> str:
    for pattern, instead in _MENDED:
        text = pattern.sub(instead, text)
    return text


def _filled(text: str, digits: int) -> str:
    """Return a moment whose clock is digits alone with the zeros that a spreadsheet took."""
    found = _DIGITS_ALONE.fullmatch(text)
    return found[1] + found[2].zfill(digits) if found else text
