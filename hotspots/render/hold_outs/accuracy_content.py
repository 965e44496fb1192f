"""What the page about accuracy tells: one part for each set of offences that was to be foreseen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class ForeseenContent:
    """One set of offences, by harm or by number, and how well each method foresaw it.

    Attributes
    ----------
    label : str
        ``"All offences: harm"``.
    by_harm : bool
    sentences : tuple of str
        What was found, the main thing first.
    scores, differences : DataFrame
        ``schema.ACCURACY_COLUMNS`` and ``schema.ACCURACY_DIFFERENCE_COLUMNS``.
    parts : DataFrame
        ``part``, ``chosen_ground``, ``captured``.
    tried : DataFrame
        ``design``, ``known``, ``method``, ``setting``, ``value``, ``reached``, ``chosen``.
    curves : DataFrame
        ``method``, ``share_of_area``, ``captured``.
    """

    label: str
    by_harm: bool
    sentences: tuple[str, ...]
    scores: pd.DataFrame
    differences: pd.DataFrame
    parts: pd.DataFrame
    tried: pd.DataFrame
    curves: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class AccuracyContent:
    """All that the page tells.

    Attributes
    ----------
    title : str
    verdict : tuple of str
        What ranks the maps and the patrol plan, and why.
    split, roll : str
        The two designs in words: which months were known, and which were judged.
    explained : tuple of (str, str)
        Each word of the tables, and what it means.
    foreseen : tuple of ForeseenContent
    """

    title: str
    verdict: tuple[str, ...]
    split: str
    roll: str
    explained: tuple[tuple[str, str], ...]
    foreseen: tuple[ForeseenContent, ...]
