"""The numbers of harm spots: S001, S002, and so on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import count


def numbered(ids: Iterable[object], *, taken: Collection[str] = ()) -> list[str]:
    """Return the spots' numbers: their own where they have one, else the next that is free.

    Parameters
    ----------
    ids : iterable of (str or None)
        Best first.
    taken : collection of str
        Numbers that are not given again.

    Examples
    --------
    >>> numbered([None, "S001", None], taken=["S003"])
    ['S002', 'S001', 'S004']
    """
    ids = list(ids)
    used = {*taken, *(str(own) for own in ids if own is not None)}
    free = (each for each in (f"S{number:03d}" for number in count(1)) if each not in used)
    return [next(free) if own is None else str(own) for own in ids]
