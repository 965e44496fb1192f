"""Pages laid out by typst, which comes as one package and asks for nothing.

Text from data reaches a template as JSON and is never part of it, so that no text can be read as
markup.

DejaVu Sans, the one typeface of our paper products, comes with matplotlib, so that a map and a page
look the same on every machine, whatever fonts are installed there. A character that it has no
drawing for is shown as "�", never left out.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst
from matplotlib.ft2font import FT2Font, LoadFlags
from PIL.PngImagePlugin import PngInfo, putchunk

from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp import ProductStamp, marking_line, page_facts

TYPEFACE: Final = "DejaVu Sans"
_NO_GLYPH: Final = "\N{REPLACEMENT CHARACTER}"
_LONG_WORD: Final = re.compile(r"\S{24,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"
_PIECE: Final = 6  # characters of a very long word between two places to break it
_BEFORE_UNIT: Final = re.compile(r"(?<=[0-9]) (?=(?:%|m|km|km²|mm)(?![\w]))")
_PNG_HEAD: Final = 33  # bytes
_MEASURED_AT: Final = 100  # pixels to an em
_MEASURES_TO_A_PIXEL: Final = 64
_FACTS_OF_A_REPORT: Final = ("Method", "Run", "Made", "Software")
NO_BREAK_SPACE: Final = "\u00a0"


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
            sys_inputs=_inputs(data, pictures),
            pdf_standards=["ua-1"],
            timestamp=made_at.astimezone(UTC),
        )
    )


def picture_of_page(
    template: str,
    data: Mapping[str, object],
    *,
    dots_per_inch: int,
    pictures: Mapping[str, str],
    texts: Mapping[str, str],
) -> bytes:
    """Return a page as a PNG: the same bytes from the same data.

    Parameters
    ----------
    template, data, pictures
        As :func:`pdf_pages` takes them.
    dots_per_inch : int
    texts : mapping of str to str
        Keyword to text: what the file says of itself.
    """
    page = typst.compile(
        _template(template),
        font_paths=_fonts(),
        sys_inputs=_inputs(data, pictures),
        format="png",
        ppi=dots_per_inch,
    )
    known = PngInfo()
    for keyword, text in texts.items():
        known.add_itxt(keyword, text)
    told = io.BytesIO()
    for name, content, *_ in known.chunks:
        putchunk(told, name, content)
    # Behind the signature and the header, which always take so many bytes.
    return bytes(page[:_PNG_HEAD] + told.getvalue() + page[_PNG_HEAD:])


def noted_in_pages(
    template: str,
    data: Mapping[str, object],
    label: str,
    *,
    pictures: Mapping[str, str] | None = None,
) -> Any:  # noqa: ANN401 - whatever the template noted
    """Return what a template noted under a label as it laid the pages out.

    Parameters
    ----------
    template, data, pictures
        As :func:`pdf_pages` takes them.
    label : str
        Of the one ``metadata`` element in the template.
    """
    found = typst.query(
        _template(template),
        f"<{label}>",
        field="value",
        one=True,
        font_paths=_fonts(),
        sys_inputs=_inputs(data, pictures),
    )
    return json.loads(found)


def printable(value: object, longest: int) -> str:
    """Return text for a page: every character has a glyph, and it is cut where it is too long.

    A line can break inside a very long word, which would else run over its neighbours. It cannot
    break between a number and its unit.
    """
    text = _BEFORE_UNIT.sub(NO_BREAK_SPACE, shortened(drawable(value), longest))
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_pieces(word.group())), text)


def font_folder() -> Path:
    """Return the folder of the fonts that ship with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def drawable(value: object) -> str:
    """Return a value as one visible line in which every character has a glyph."""
    known = _characters()
    return "".join(c if ord(c) in known else _NO_GLYPH for c in plain_text(value))


def width_in_em(text: str, *, bold: bool = False) -> float:
    """Return how wide a text in one line is, in parts of its size."""
    face = _face("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    face.set_size(_MEASURED_AT, 72)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = face.get_width_height()
    return float(width) / _MEASURES_TO_A_PIXEL / _MEASURED_AT


def report_head(stamp: ProductStamp, title: str, sentences: Iterable[str]) -> dict[str, Any]:
    """Return what a report of a few sides begins with, and the facts that stand at its end.

    Title, force and period, whether it is a demonstration, and what it says in sentences.
    """
    facts = stamped(stamp, fact=900)
    return {
        **facts,
        "facts": [each for each in facts["facts"] if each[0] in _FACTS_OF_A_REPORT],
        "title": printable(title, 110),
        "subtitle": printable(f"{stamp.force_name} · {stamp.period}", 160),
        "demonstration": stamp.demonstration,
        "sentences": [printable(each, 460) for each in sentences],
    }


def stamped(
    stamp: ProductStamp,
    *,
    elsewhere: Collection[str] = ("Demonstration", "Marking"),
    marking: int = 160,
    fact: int = 1_200,
) -> dict[str, Any]:
    """Return what every paper says of its run: author, keywords, marking, run and facts.

    Parameters
    ----------
    stamp : ProductStamp
    elsewhere : collection of str
        Labels of the facts that the paper says in another place.
    marking, fact : int
        How many characters the marking, and a fact, may be long.
    """
    return {
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), marking),
        "run": printable(stamp.run_name, 60),
        "facts": [
            [label, printable(text, fact)]
            for label, text in page_facts(stamp).items()
            if label not in elsewhere
        ],
    }


def _inputs(data: Mapping[str, object], pictures: Mapping[str, str] | None) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False), **(pictures or {})}


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


@cache
def _characters() -> frozenset[int]:
    faces = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    regular, bold = (frozenset(_face(name).get_charmap()) for name in faces)
    return regular & bold


@cache
def _face(name: str) -> FT2Font:
    return FT2Font(font_folder() / name)
