"""A named set of offences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
    """

    key: str
    label: str
    description: str
    offence_codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    in_dwellings: bool | None = None
    domestic_abuse: bool | None = None

    @property
    def by_marker_alone(self) -> bool:
        """True where neither codes nor categories are named: the marker decides."""
        named = self.offence_codes or self.categories
        return self.domestic_abuse is not None and not named

    def holds(self, offences: pd.DataFrame) -> pd.Series[bool]:
        """Say for each offence whether it belongs to the selection.

        Parameters
        ----------
        offences : DataFrame
            With the columns ``offence_code``, ``category``, ``dwelling`` and ``domestic_abuse`` of
            ``schema``; the last two only where the selection asks for them.

        Returns
        -------
        Series of bool, on the same index
        """
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
        return held.astype(bool)
