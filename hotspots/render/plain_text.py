"""Text from data, made fit to be written down: nothing that a reader cannot see."""

from __future__ import annotations

import re

import pandas as pd

# Control characters, marks that turn the direction of reading (so that "gpj.exe" reads as
# "exe.jpg"), halves of surrogate pairs, byte order marks and code points that are no characters.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def plain_text(value: object) -> str:
    """Return a value as one line of visible text; a missing value is the empty string.

    Runs of white space, line breaks and tabs among them, become one space. Control characters,
    direction overrides and code points that are no characters are dropped: they make XML and JSON
    invalid, or make a reader see something other than what is there. All else stays as it is, so
    that ``<script>`` or ``=1+1`` is still that; each writer keeps it from being run.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float) and pd.isna(value):
        return ""
    text = str(value)
    # Most texts are plain as they are, and this is asked of every cell of every table.
    if text.isascii() and text.isprintable() and text == " ".join(text.split()):
        return text
    # Line breaks are control characters too: they become spaces before the others are dropped.
    seen = _UNSEEN.sub("", re.sub(r"\s", " ", text))
    return " ".join(seen.split())


def shortened(text: str, longest: int) -> str:
    """Return the text, cut at a word where it is longer than ``longest`` characters, with "…"."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else cut).rstrip(" ,;.") + "…"
