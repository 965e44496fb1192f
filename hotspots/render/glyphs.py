"""The one typeface of our paper products, and text that it can draw.

DejaVu Sans comes with matplotlib, so that a map and a page look the same on every machine, whatever
fonts are installed there. A character that it has no drawing for is shown as "�", never left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

from hotspots.render.plain_text import plain_text

TYPEFACE: Final = "DejaVu Sans"
_NO_GLYPH: Final = "\N{REPLACEMENT CHARACTER}"


def font_folder() -> Path:
    """Return the folder of the fonts that ship with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def drawable(value: object) -> str:
    """Return a value as one visible line in which every character has a glyph."""
    known = _characters()
    return "".join(c if ord(c) in known else _NO_GLYPH for c in plain_text(value))


@cache
def _characters() -> frozenset[int]:
    faces = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    regular, bold = (frozenset(FT2Font(font_folder() / face).get_charmap()) for face in faces)
    return regular & bold
