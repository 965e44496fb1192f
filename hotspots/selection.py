"""A named set of offences, and what it is called where a source cannot carry its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hotspots.errors import MissingColumnError
from hotspots.words import in_mid_sentence, listed

if TYPE_CHECKING:
    import pandas as pd

CODES: Final = "offence codes"
PLACES: Final = "whether an offence was in a home"
HOURS: Final = "hours"
MARKER: Final = "which offences are marked so"
# By what a selection asks for: in homes, or elsewhere.
_INCLUDED: Final = {True: "other places included", False: "homes included"}
_ALL_HOURS: Final = "all hours"


@dataclass(frozen=True, kw_only=True)
class RowsTell:
    """What most rows of a source tell of an offence.

    Attributes
    ----------
    codes : bool
        Its Home Office code.
    places : bool
        Whether it was in a home.
    hours : bool
        When it was, to the hour or as a range.
    markers : frozenset of str
        Markers that any of the rows has: knife, alcohol, hate, online.
    """

    codes: bool
    places: bool
    hours: bool
    markers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A named set of offences, by Home Office code and, for rows without a code, by category.

    Attributes
    ----------
    in_dwellings : bool or None
        True keeps offences in dwellings, False those elsewhere, None both. A row whose source does
        not say is kept.
    domestic_abuse : bool or None
        True keeps offences that their source marks as domestic abuse, False those that it does
        not, None both. Without codes and categories the marker alone decides.
    marked : tuple of str
        Markers of an export (knife, alcohol, hate, online): an offence with any of them is kept.
        Without codes and categories they alone decide.
    label_anywhere : str
        What it is called where no row says whether it was in a home.
    """

    key: str
    label: str
    description: str
    offence_codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    in_dwellings: bool | None = None
    domestic_abuse: bool | None = None
    marked: tuple[str, ...] = ()
    label_anywhere: str = ""

    @property
    def by_marker_alone(self) -> bool:
        """True where neither codes nor categories are named: the marker decides."""
        named = self.offence_codes or self.categories
        return (self.domestic_abuse is not None or bool(self.marked)) and not named

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of offences that the selection is told by."""
        asked = {
            "dwelling": self.in_dwellings is not None,
            "domestic_abuse": self.domestic_abuse is not None,
        }
        return ("offence_code", "category", *(name for name, is_asked in asked.items() if is_asked))

    def holds(self, offences: pd.DataFrame) -> pd.Series[bool]:
        """Say for each offence whether it belongs to the selection.

        Parameters
        ----------
        offences : DataFrame
            With ``columns``.

        Returns
        -------
        Series of bool, on the same index

        Raises
        ------
        MissingColumnError
            With every one of ``columns`` that is missing.
        """
        missing = [name for name in self.columns if name not in offences]
        if missing:
            raise MissingColumnError(
                f"The selection {self.key!r} is told by columns that the offences do not have: "
                f"{', '.join(map(repr, missing))}."
            )
        coded = offences["offence_code"].notna()
        by_code = offences["offence_code"].isin(self.offence_codes)
        by_category = offences["category"].isin(self.categories)
        held = by_code.where(coded, by_category) | self.by_marker_alone
        if self.in_dwellings is not None:
            where = offences["dwelling"]
            held &= where.isna() | (where == self.in_dwellings).fillna(value=False)
        if self.domestic_abuse is not None:
            marked = (offences["domestic_abuse"] == True).fillna(value=False)  # noqa: E712 - may be missing
            held &= marked == self.domestic_abuse
        if self.marked:
            held &= self._marked(offences)
        return held.astype(bool)

    def _marked(self, offences: pd.DataFrame) -> pd.Series[bool]:
        """Say which offences have one of the markers; a column of them may be absent."""
        found = offences["category"].isna() & False
        for name in self.marked:
            if name in offences:
                found |= (offences[name] == True).fillna(value=False)  # noqa: E712 - may be missing
        return found

    def lacks(self, tell: RowsTell, category_of: Mapping[str, str]) -> tuple[str, ...]:
        """Return what rows do not tell, and the selection's name promises.

        Parameters
        ----------
        tell : RowsTell
        category_of : mapping of str to str
            Offence code → its category. Where each code of the selection's categories is one of
            its own, the categories say the same as the codes.
        """
        wider = any(
            category in self.categories and code not in self.offence_codes
            for code, category in category_of.items()
        )
        by_code = bool(self.offence_codes) and (wider or not self.categories)
        missing = (
            (CODES, by_code and not tell.codes),
            (PLACES, self.in_dwellings is not None and not tell.places),
            (MARKER, bool(self.marked) and tell.markers.isdisjoint(self.marked)),
        )
        return tuple(what for what, is_missing in missing if is_missing)

    def as_counted(
        self,
        tell: RowsTell,
        category_of: Mapping[str, str],
        left_out: Selection | None = None,
    ) -> Selection:
        """Return the same offences, called by what is counted where rows cannot carry the name.

        Parameters
        ----------
        tell : RowsTell
        category_of : mapping of str to str
            Offence code → its category.
        left_out : Selection, optional
            What is not counted of it; the name then does not have its categories.
        """
        lacking = self.lacks(tell, category_of)
        if not lacking or not (self.categories or tell.codes):
            return self
        label = counted_in_words((self,), tell, category_of, left_out=left_out)
        told = f"{label} ({self.label.lower()} needs {listed(lacking)})"
        return replace(self, label=label, description=told)


def counted_in_words(
    selections: Sequence[Selection],
    tell: RowsTell,
    category_of: Mapping[str, str],
    *,
    left_out: Selection | None = None,
    hours_lack: bool = False,
) -> str:
    """Return what is counted of selections, as a label.

    Parameters
    ----------
    selections : sequence of Selection
    tell : RowsTell
    category_of : mapping of str to str
    left_out : Selection, optional
        What is not counted of them.
    hours_lack : bool
        Whether hours are asked for and not told.

    Examples
    --------
    >>> months = RowsTell(codes=False, places=False, hours=False)
    >>> homes = Selection(key="homes", label="Dwelling burglary", description="",
    ...                   offence_codes=("28E",), categories=("Burglary",))
    >>> counted_in_words([homes], months, {"28E": "Burglary", "30C": "Burglary"}, hours_lack=True)
    'Burglary (all hours)'
    """
    names: list[str] = []
    beyond: list[str] = []
    for selection in selections:
        lacking = selection.lacks(tell, category_of)
        if PLACES in lacking and selection.in_dwellings is not None:
            beyond.append(_INCLUDED[selection.in_dwellings])
        if CODES in lacking:
            unseen = left_out.categories if left_out else ()
            seen = [each for each in selection.categories if each not in unseen]
            names += seen or selection.categories or (selection.label,)
        elif PLACES in lacking:
            names.append(selection.label_anywhere or selection.label)
        else:
            names.append(selection.label)
    first, *others = dict.fromkeys(names)
    said = listed([first, *(in_mid_sentence(each) for each in others)])
    widened = [*dict.fromkeys(beyond), *([_ALL_HOURS] if hours_lack else [])]
    return f"{said} ({', '.join(widened)})" if widened else said
