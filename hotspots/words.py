"""How a number, a share, a day, a list and what is missing are said: one way in every product.

- A share is a percentage with a space before its sign: ``50 %``. The space is a plain one; what
  lays out paper makes it one at which no line breaks.
- Thousands are parted by a comma and a minus is a minus: ``−1,234``.
- What is missing is ``–`` where a figure would stand alone (a cell, a headline figure) and ``not
  known`` in a sentence. Zero is never missing and what is missing is never 0.
- A day is ``20 November 2026`` and a clock has 24 hours. Text that is sorted or read by a program
  has ``2026-11-20 09:30`` instead.
- A list ends with ``and``, without a comma before it.

Nothing here knows pandas, so that it costs nothing to import; its missing values are understood.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, datetime
from typing import Final

NOT_KNOWN: Final = "not known"
DASH: Final = "–"
NO_END: Final = "no end"
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ABBREVIATION: Final = 2  # capital letters at its head, as in ASB


def is_missing(value: object) -> bool:
    """Say whether a value is None, not a number, or what pandas has in their place.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0), is_missing("")
    (True, True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - only what is missing differs from itself
    except TypeError:  # pandas.NA is neither equal nor unequal to anything
        return True


def number(value: float | None, decimals: int = 0, *, missing: str = NOT_KNOWN) -> str:
    """Return a number with as many decimals, its thousands parted, with a true minus.

    >>> number(1234.5), number(-0.25, 2), number(float("inf"))
    ('1,234', '−0.25', 'no end')
    >>> number(None), number(float("nan"), missing=DASH)
    ('not known', '–')
    """
    if value is None or is_missing(value):
        return missing
    if math.isinf(value):
        return NO_END
    return f"{value:z,.{decimals}f}".replace("-", "−")


def share(value: float | None, decimals: int | None = 0, *, missing: str = NOT_KNOWN) -> str:
    """Return a share of one as a percentage; None writes as many decimals as it has.

    >>> share(0.5), share(0.0625, 1), share(0.025, None), share(None, missing=DASH)
    ('50 %', '6.2 %', '2.5 %', '–')
    """
    if value is None or is_missing(value):
        return missing
    if decimals is None:
        return f"{value * 100:zg} %".replace("-", "−")
    return f"{number(value * 100, decimals)} %"


def rounded_share(value: float | None) -> str:
    """Return a share of one as a percentage to two figures, however small it is.

    >>> rounded_share(0.1234), rounded_share(0.05), rounded_share(0.00123), rounded_share(0)
    ('12 %', '5 %', '0.12 %', '0 %')
    """
    if value is None or is_missing(value):
        return NOT_KNOWN
    per_cent = max(value, 0.0) * 100
    decimals = max(0, 1 - math.floor(math.log10(per_cent) + 1e-9)) if per_cent else 0
    figure = number(per_cent, decimals)
    return f"{figure.rstrip('0').rstrip('.') if decimals else figure} %"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with what is counted; ``many`` where an "s" does not make the plural.

    >>> plural(1, "visit"), plural(1200, "visit"), plural(0, "burglary", "burglaries")
    ('1 visit', '1,200 visits', '0 burglaries')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def about(count: int) -> str:
    """Return a count to the nearest hundred, where the exact one would say more than it should.

    How many homes lie in reach of a point tells, with an address file, which point it is.

    >>> about(2134), about(49), about(0)
    ('about 2,100', 'fewer than 100', '0')
    """
    if not count:
        return "0"
    return "fewer than 100" if count < 100 else f"about {round(count, -2):,}"  # noqa: PLR2004


def listed(names: Collection[str], *, most: int | None = None) -> str:
    """Return names as a sentence has them; beyond ``most`` the others are counted.

    Names with an "and" of their own, or its sign, are told apart by one comma more.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    >>> listed(["drink and drugs", "noise"])
    'drink and drugs, and noise'
    >>> listed(["Harlow", "Castle Point & Rochford"])
    'Harlow, and Castle Point & Rochford'
    >>> listed(["a", "b", "c", "d"], most=2)
    'a, b and 2 others'
    """
    if most is not None and len(names) > most:
        left = len(names) - most
        return f"{', '.join([*names][:most])} and {left} {'other' if left == 1 else 'others'}"
    *others, last = names or [""]
    own = any(joint in name for name in names for joint in (" and ", " & "))
    joint = ", and" if own else " and"
    return f"{', '.join(others)}{joint} {last}" if others else last


def capital(text: str) -> str:
    """Return a text with a capital at its head, the rest as it is.

    >>> capital("perhaps ASB")
    'Perhaps ASB'
    """
    return text[:1].upper() + text[1:]


def sentence(note: str) -> str:
    """Return a note as a sentence.

    >>> sentence("two rows are equal")
    'Two rows are equal.'
    """
    return f"{capital(note)}."


def in_mid_sentence(text: str) -> str:
    """Return a heading as it stands within a sentence: an abbreviation keeps its capitals.

    >>> in_mid_sentence("Street violence"), in_mid_sentence("ASB")
    ('street violence', 'ASB')
    """
    return text if text[:_ABBREVIATION].isupper() else text[:1].lower() + text[1:]


def day(when: date) -> str:
    """Return a day in full.

    >>> day(date(2026, 11, 5))
    '5 November 2026'
    """
    return f"{when.day} {when:%B %Y}"


def short_day(when: date, *, year: bool = False) -> str:
    """Return a day as a row has room for, with its year where a table runs over several.

    >>> short_day(date(2026, 11, 5)), short_day(date(2026, 11, 5), year=True)
    ('Thu 5 Nov', 'Thu 5 Nov 2026')
    """
    return f"{when:%a} {when.day} {when:%b %Y}" if year else f"{when:%a} {when.day} {when:%b}"


def days(first: date, last: date) -> str:
    """Return a period from its first day to its last.

    >>> days(date(2025, 1, 1), date(2025, 12, 31)), days(date(2025, 12, 1), date(2026, 1, 4))
    ('1 January to 31 December 2025', '1 December 2025 to 4 January 2026')
    >>> days(date(2025, 6, 1), date(2025, 6, 30)), days(date(2025, 6, 1), date(2025, 6, 1))
    ('1 to 30 June 2025', '1 June 2025')
    """
    if first == last:
        return day(last)
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day}{month}{year} to {day(last)}"


def moment(when: datetime, *, weekday: bool = False, zone: bool = True) -> str:
    """Return a moment in full, with its zone where it has one and is not said otherwise.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 5, 9, 30)), moment(datetime(2026, 11, 5, 9, 30, tzinfo=UTC))
    ('5 November 2026, 09:30', '5 November 2026, 09:30 UTC')
    >>> moment(datetime(2026, 11, 5, 9, 30), weekday=True)
    'Thursday 5 November 2026, 09:30'
    """
    name = f"{when:%A} " if weekday else ""
    return f"{name}{day(when)}, {when:%H:%M}{f' {when:%Z}' if zone and when.tzinfo else ''}"


def short_moment(when: datetime, *, year: bool = False) -> str:
    """Return a moment as a row has room for.

    >>> short_moment(datetime(2026, 11, 5, 9, 30))
    'Thu 5 Nov 09:30'
    """
    return f"{short_day(when, year=year)} {when:%H:%M}"


def sortable_moment(when: datetime) -> str:
    """Return a moment as text that sorts and that a program reads, to the minute.

    >>> sortable_moment(datetime(2026, 11, 5, 9, 30))
    '2026-11-05 09:30'
    """
    return f"{when:%Y-%m-%d %H:%M}"
