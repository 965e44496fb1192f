"""What was probably meant by a name that is not known: one way for columns, wards, spots, all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Final

# As difflib has it: below this two names only look alike by chance.
ALIKE: Final = 0.6
# Headings are short and have many names each: chance makes more of them alike.
HEADERS_ALIKE: Final = 0.7
# More than these are not all named.
MOST_NAMED: Final = 20


@lru_cache(maxsize=4_096)  # the same headers are looked at file by file
def plain(name: str) -> str:
    """Return a name without case, spaces, underscores and punctuation.

    >>> plain("Grid_Ref E.")
    'gridrefe'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def nearest(name: str, known: Iterable[str], *, most: int = 1, alike: float = ALIKE) -> list[str]:
    """Return the known names most like one, the nearest first; none where nothing is like it.

    >>> nearest("colchestr", ["Colchester", "Chelmsford & Maldon"])
    ['Colchester']
    """
    by_plain = {plain(each): each for each in known}
    return [by_plain[each] for each in get_close_matches(plain(name), by_plain, most, alike)]


def instead_of(name: str, known: Collection[str]) -> str:
    """Return what is said to somebody who gave a name that is not known.

    >>> instead_of("colchestr", ["Colchester", "Tendring"])
    "Did you mean 'Colchester'? There are: Colchester, Tendring."
    >>> instead_of("x", [])
    'There are none.'

    A number that is another is no slip of the finger:

    >>> instead_of("S009", ["S001"])
    'There are: S001.'
    """
    if not known:
        return "There are none."
    near = [each for each in nearest(name, known) if _digits(each) == _digits(name)]
    meant = f"Did you mean {near[0]!r}? " if near else ""
    if len(known) <= MOST_NAMED:
        return f"{meant}There are: {', '.join(known)}."
    like = nearest(name, known, most=5, alike=0.0)
    return f"{meant}There are {len(known):,}; those most like it: {', '.join(like)}."


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def nearest_header(names: Sequence[str], headers: Iterable[str]) -> str | None:
    """Return the header that is most like any of the names that a column is known by."""
    by_plain = {plain(header): header for header in headers if plain(header)}
    found = [
        (name, each)
        for name in map(plain, names)
        for each in get_close_matches(name, by_plain, 1, HEADERS_ALIKE)
    ]
    if not found:
        return None
    return by_plain[max(found, key=_likeness)[1]]


def _likeness(pair: tuple[str, str]) -> float:
    return SequenceMatcher(None, *pair).ratio()
