"""What is said where no one date format can be told for a column, with the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotspots.errors import AmbiguousDatesError

IN_PROFILE: Final = "[columns] date_format in the force profile"


@dataclass(frozen=True)
class Example:
    """A value with its line, and how many there are like it."""

    text: str
    line: int
    values: int

    def __str__(self) -> str:
        return f"{self.text!r} on line {self.line}"


def where_in(file: str | None, column: str) -> str:
    """Return what a message begins with: the file, where it is known, and the column."""
    return f"{file}, column {column!r}" if file else f"The column {column!r}"


def reads_both_ways(
    where: str, day_first: str, month_first: str, example: Example
) -> AmbiguousDatesError:
    """Return the error for a column in which every date could be either."""
    return AmbiguousDatesError(
        f"{where} could be {day_first} or {month_first}: every value reads both ways, for example "
        f"{example}. State the format: --date-format '{day_first}' is day first, as is usual in "
        f"Great Britain; or {IN_PROFILE}."
    )


def reads_some_each_way(
    where: str, commoner: tuple[str, Example], rarer: tuple[str, Example], *, may_be_stated: bool
) -> AmbiguousDatesError:
    """Return the error for a column that holds dates of both orders.

    Parameters
    ----------
    where : str
    commoner, rarer : (str, Example)
        A format, and a value that reads only in it.
    may_be_stated : bool
        So few are written the rarer way that they may be set aside.
    """
    (first, one), (second, other) = commoner, rarer
    advice = (
        f"State the format that holds, --date-format '{first}', and the others are set aside; or "
        "export the dates again in one format."
        if may_be_stated
        else "No one format can be stated for both: export the dates again, all in one."
    )
    return AmbiguousDatesError(
        f"{where} mixes day first and month first: {one.values:,} values read only as {first}, "
        f"such as {one}, and {other.values:,} only as {second}, such as {other}. {advice}"
    )


def stated_does_not_fit(
    where: str, stated: str, fitting: int, of: int, misfit: Example, other: str | None
) -> AmbiguousDatesError:
    """Return the error for a stated format; ``other`` is one that would fit, if there is one."""
    advice = (
        f"--date-format '{other}' would fit."
        if other
        else "No other format fits them all either: export the dates again in one format, or mend "
        "those rows."
    )
    return AmbiguousDatesError(
        f"{where}: the format stated, '{stated}', fits {fitting:,} of {of:,} values; it does not "
        f"fit {misfit}. {advice}"
    )


def nothing_fits(
    where: str, closest: tuple[str, int] | None, of: int, misfit: Example
) -> AmbiguousDatesError:
    """Return the error for a column that no known format fits; ``closest`` fits so many values."""
    found, advice = (
        (
            f"the closest, {closest[0]}, fits {closest[1]:,} of {of:,}",
            "Mend such rows, or export the dates again in one format.",
        )
        if closest
        else (
            f"none of those that are known fits its {of:,} values",
            f"State the format: --date-format '%d/%m/%Y %H:%M', or {IN_PROFILE}.",
        )
    )
    return AmbiguousDatesError(
        f"{where}: no single date format fits: {found}; line {misfit.line} holds {misfit.text!r}. "
        f"{advice}"
    )
