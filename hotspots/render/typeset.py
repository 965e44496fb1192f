"""Pages laid out by typst, which comes as one package and asks for nothing.

Text from data reaches a template as JSON and is never part of it, so that no text can be read as
markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Final

import typst

from hotspots.render.glyphs import drawable, font_folder
from hotspots.render.plain_text import shortened

_LONG_WORD: Final = re.compile(r"\S{24,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"
_PIECE: Final = 6  # characters of a very long word between two places to break it


def pdf_pages(
    template: str,
    data: Mapping[str, object],
    *,
    made_at: datetime,
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """Return a PDF that is tagged for screen readers (PDF/UA-1): the same bytes from the same data.

    Parameters
    ----------
    template : str
        Name of a file in ``render/templates``.
    data : mapping
        What the template reads as ``sys.inputs.data``; texts went through :func:`printable`.
    made_at : datetime
        Aware; the document's time.
    pictures : mapping of str to str, optional
        Name to SVG; the template reads each as ``sys.inputs`` of that name.
    """
    return bytes(
        typst.compile(
            _template(template),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), **(pictures or {})},
            pdf_standards=["ua-1"],
            timestamp=made_at.astimezone(UTC),
        )
    )


def printable(value: object, longest: int) -> str:
    """Return text for a page: every character has a glyph, and it is cut where it is too long.

    A line can break inside a very long word, which would else run over its neighbours.
    """
    text = shortened(drawable(value), longest)
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_pieces(word.group())), text)


def _pieces(word: str) -> list[str]:
    return [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]


@cache
def _template(name: str) -> bytes:
    return (resources.files("hotspots") / "render" / "templates" / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )
