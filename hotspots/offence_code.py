"""How a Home Office offence code is written: one way, whatever a system adds to it."""

from __future__ import annotations

import re
from typing import Final

# "008N", "8/N", "8 n" and "8-N" are 8N: a class of at most three digits, and a letter.
_LETTERED: Final = re.compile(r"(?:HO)?0*(\d{1,3})[\s/.\-]*([A-Z])")
# "049" is 49. Four digits are a class and a sub-class with nothing between them, or are not.
_PLAIN: Final = re.compile(r"(?:HO)?(\d{1,3})")
# "008/06" is class 8, sub-class 6; five digits are the same without the stroke.
_PARTED: Final = re.compile(r"(?:HO)?(\d{1,3})\s*/\s*(\d{1,2})|(\d{3})(\d{2})")


def spelled(code: str) -> str:
    """Return an offence code without what only some systems write: zeros, strokes, spaces, case.

    A class and its sub-class keep a stroke between them. What is none of this stays as it is, in
    capitals: a point is part of a code, so that ``4.10`` is not ``4.1``.

    >>> [spelled(code) for code in ("8n", "008N", "28/E", "8 N", "049", "4.10")]
    ['8N', '8N', '28E', '8N', '49', '4.10']
    >>> spelled("008/06"), spelled("00806"), spelled("0806")
    ('8/6', '8/6', '0806')
    """
    capitals = code.strip().upper()
    if found := _LETTERED.fullmatch(capitals):
        return f"{found[1]}{found[2]}"
    if found := _PLAIN.fullmatch(capitals):
        return found[1].lstrip("0") or found[1]
    if found := _PARTED.fullmatch(capitals):
        offence_class, part = (found[1], found[2]) if found[1] else (found[3], found[4])
        return f"{int(offence_class)}/{int(part)}"
    return capitals
