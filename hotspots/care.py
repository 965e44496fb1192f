"""What a reader may see of a selection, a place and a count: the one place that says so.

Every product asks here before it is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots import words

if TYPE_CHECKING:
    import pandas as pd

# A count of 1 to 4 can point at a person, and a difference of two such counts at one. Five is what
# the Office for National Statistics and the Ministry of Justice publish from.
FEWEST_COUNTED: Final = 5
# data.police.uk moves every offence to a point that stands for eight postal addresses or more, or
# for none: data.police.uk/about, "Location anonymisation".
FEWEST_ADDRESSES: Final = 8
FEW: Final = f"fewer than {FEWEST_COUNTED}"


def shown_count(count: int | None, *, fewest: int = FEWEST_COUNTED) -> int | None:
    """Return a count as a reader may see it: None where it is withheld, or missing.

    Zero is shown: nobody is behind it.

    Parameters
    ----------
    count : int or None
        0 or more.
    fewest : int
        The least that is shown of what is not 0.

    Examples
    --------
    >>> shown_count(12), shown_count(4), shown_count(0)
    (12, None, 0)
    """
    return None if count is None or words.is_missing(count) or 0 < count < fewest else int(count)


def count_in_words(count: int) -> str:
    """Return a count as a sentence or a cell has it.

    Examples
    --------
    >>> count_in_words(1200), count_in_words(3), count_in_words(0)
    ('1,200', 'fewer than 5', '0')
    """
    return FEW if shown_count(count) is None else words.number(count)


def shown_counts(counts: pd.Series[int], *, fewest: int = FEWEST_COUNTED) -> pd.Series[int]:
    """Return counts as a reader may see them: missing where one is withheld.

    For counts whose total stands nowhere. Where it does, ask ``withheld``.

    Parameters
    ----------
    counts : Series of int
        0 or more; may be missing.

    Returns
    -------
    Series of Int64, on the same index
    """
    few = (counts > 0) & (counts < fewest)
    return counts.astype("Int64").mask(few.fillna(value=False).astype(bool))


def withheld(counts: pd.Series[int], *, fewest: int = FEWEST_COUNTED) -> pd.Series[bool]:
    """Say which parts of a whole are withheld where a reader may know the whole.

    Every part of 1 to 4 is. What is left of the whole is the sum of those withheld: where it is
    one part alone, is itself under the floor, or can be made up in one way only (two parts that
    make 8 are 4 and 4), the smallest of the other parts is withheld with them.

    Parameters
    ----------
    counts : Series of int
        The parts, 0 or more, none missing.
    fewest : int
        The least that is shown of what is not 0.

    Returns
    -------
    Series of bool, on the same index
        All true, parts of 0 too, where nothing else is left to hide a small part behind; a whole
        that is itself under the floor is withheld by ``shown_count``.

    Notes
    -----
    Who knows this rule too can, where parts tie at the floor, tell which was taken as company.

    Examples
    --------
    >>> import pandas as pd
    >>> withheld(pd.Series([40, 12, 7, 3])).tolist()
    [False, False, True, True]
    """
    smallest_first = counts[counts > 0].sort_values(kind="stable")
    number = int((smallest_first < fewest).sum())
    if number and not _hides(smallest_first.iloc[:number], fewest):
        number += 1
        while smallest_first.iloc[:number].sum() < fewest and number < len(smallest_first):
            number += 1
    chosen = counts.index.isin(smallest_first.index[:number])
    return (counts >= 0) & (chosen | (number > len(smallest_first)))


def _hides(few: pd.Series[int], fewest: int) -> bool:
    """Say whether the sum of parts, each known to be under the floor, tells none of them."""
    together, number = int(few.sum()), len(few)
    return number > 1 and together >= fewest and number < together < number * (fewest - 1)
