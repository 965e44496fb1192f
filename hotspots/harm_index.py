"""A harm index: what one offence weighs, in a named edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

OFFENCES: Final = "offences"


@dataclass(frozen=True, kw_only=True)
class HarmIndex:
    """Weights by Home Office offence code and, for data without codes, by police.uk category.

    Attributes
    ----------
    key : str
        Short name used in parameters and file names: ``css``, ``cchi``, ``count``.
    name, edition, source : str
        As they are cited on a product.
    unit : str
        What one unit of the weight is, for example ``"CSS points"`` or ``"days"``.
    by_offence_code, by_category : mapping of str to float
        Any may be empty. Codes are text: ``4.10`` is not ``4.1``.
    by_subgroup : mapping of str to float
        Offence code to the weight of its Police Recorded Crime subgroup, used where the code has
        no weight of its own.
    category_mix : str
        Over which mix of offences the weights by category are means; empty when that is not known.
    caveat : str
        What a reader must know where the index is used; empty when nothing.
    subject : str
        What it weighs: offences, or the rows of another source, such as collisions. Only indices
        of one subject stand beside each other.
    default_weight : float or None
        Weight of an offence that none of the tables knows, as in a plain count; None leaves it
        unmapped.
    """

    key: str
    name: str
    edition: str
    source: str
    unit: str
    by_offence_code: Mapping[str, float] = field(default_factory=dict)
    by_subgroup: Mapping[str, float] = field(default_factory=dict)
    by_category: Mapping[str, float] = field(default_factory=dict)
    category_mix: str = ""
    caveat: str = ""
    subject: str = OFFENCES
    default_weight: float | None = None
