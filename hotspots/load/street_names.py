"""Write names as a person does: gazetteers keep them in capitals, people read ``St John's Road``.

Only text that is all capitals is changed, and only its letters' case; whatever else stands in a
name is kept as it was found.
"""

from __future__ import annotations

import re
from typing import Final

# Words that stand small inside a name: Layer de la Haye, Southend-on-Sea, Walton-on-the-Naze.
SMALL_WORDS: Final = frozenset(
    ["and", "at", "by", "cum", "de", "en", "for", "in", "juxta", "la", "le", "next", "of", "on",
     "or", "sub", "the", "to", "under", "upon", "with"]
)  # fmt: skip
# Letters that are said one by one, and the numbers of kings.
KEPT_WORDS: Final = frozenset(
    ["HMP", "HMS", "II", "III", "IV", "IX", "MOD", "NE", "NHS", "NW", "PH", "RAF", "SE", "SW",
     "UK", "VI", "VII", "VIII", "YMCA", "YWCA"]
)  # fmt: skip
ORDINAL: Final = re.compile(r"\d+(ST|ND|RD|TH)")
# What a name in a gazetteer is written with; text that holds anything else is no name to rewrite.
_NAME: Final = re.compile(r"(?:[^\W_]|[\s'’.,&/()\-])+")
_WORD: Final = re.compile(r"[\w'’]+")
SHORTEST_MC: Final = len("MCKAY")


def in_reading_case(name: str) -> str:
    """Return a name that is all capitals with a capital to each word; any other as it is.

    >>> in_reading_case("ST JOHN'S ROAD")
    "St John's Road"
    >>> in_reading_case("A12")
    'A12'
    """
    if name.upper() != name or name.lower() == name or not _NAME.fullmatch(name):
        return name
    return _WORD.sub(lambda found: _word(found.group(), first=found.start() == 0), name)


def _word(word: str, *, first: bool) -> str:
    if ORDINAL.fullmatch(word):
        return word.lower()
    if any(letter.isdigit() for letter in word) or word in KEPT_WORDS:
        return word
    if word.lower() in SMALL_WORDS and not first:
        return word.lower()
    return "".join(_capitalised(part, first=not place) for place, part in enumerate(_split(word)))


def _split(word: str) -> list[str]:
    """Part a word behind each apostrophe, which stays with what is before it."""
    return re.findall(r"[^'’]*['’]|[^'’]+$", word)


def _capitalised(part: str, *, first: bool) -> str:
    """Return the part with its capital, but for the s of ``John's``."""
    if not first and len(part) == 1:
        return part.lower()
    if part.startswith("MC") and len(part) >= SHORTEST_MC:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
