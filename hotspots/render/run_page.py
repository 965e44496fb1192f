"""A page about a run: no script, nothing fetched, links only to the run's own files."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from hotspots.errors import ParameterError
from hotspots.render.offline_page import content_security_policy
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp_text import DEMONSTRATION, stamp_facts

if TYPE_CHECKING:
    from hotspots.render.stamp import ProductStamp

# A number as a person reads it, with its percent sign; no longer than a tile is wide.
_FIGURE: Final = re.compile(r"[0-9][0-9.,]{0,14}( %)?")


def escaped(value: object) -> str:
    """Return a value as markup that shows its text; a missing value is the empty string."""
    return html.escape(plain_text(value), quote=True)


def link(label: str, path: str) -> str:
    """Return a link to a file beside the page.

    Parameters
    ----------
    label : str
        Plain text.
    path : str
        Relative, with forward slashes, as the file is called: it is encoded here.

    Raises
    ------
    ParameterError
        When the path is not a plain relative one: a page of a run leads nowhere else.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or ".." in parts:
        raise ParameterError(f"{path!r} is not a path inside the run's folder.")
    # "./" before it, so that a name with a colon in it is not read as an address.
    return f'<a href="./{quote("/".join(parts))}">{escaped(label)}</a>'


def links(files: Mapping[str, str]) -> str:
    """Return a list of links, by label, to files beside the page."""
    items = "".join(f"<li>{link(label, path)}</li>" for label, path in files.items())
    return f'<ul class="files">{items}</ul>' if items else ""


def figures_list(figures: Sequence[tuple[str, str]]) -> str:
    """Return the figures that are read first."""
    items = "".join(
        f"<div><dt>{escaped(label)}</dt><dd{_figure_class(value)}>{escaped(value)}</dd></div>"
        for label, value in figures
    )
    return f'<dl class="headline">{items}</dl>' if items else ""


def _figure_class(value: str) -> str:
    return ' class="figure"' if _FIGURE.fullmatch(value) else ""


def facts_table(facts: Mapping[str, str], caption: str = "") -> str:
    """Return label and text in two columns; the texts are plain."""
    words = f"<caption>{escaped(caption)}</caption>" if caption else ""
    rows = "".join(
        f'<tr><th scope="row">{escaped(label)}</th><td>{escaped(text)}</td></tr>'
        for label, text in facts.items()
    )
    return f'<table class="facts">{words}<tbody>{rows}</tbody></table>'


def about_section(stamp: ProductStamp) -> str:
    """Return the whole stamp as a section."""
    return f"<section><h2>About this run</h2>{facts_table(stamp_facts(stamp))}</section>"


def write_page(path: Path, body: str, stamp: ProductStamp, *, title: str) -> None:
    """Write one page around markup in which every text is already escaped.

    Parameters
    ----------
    path : Path
    body : str
        Sections of the page.
    stamp : ProductStamp
        Its marking stands at the top and the bottom of the screen and of every printed page.
    title : str
        Plain text.
    """
    style = (resources.files("hotspots") / "render" / "templates" / "run_page.css").read_text(
        "utf-8"
    )
    marking = escaped(stamp.marking)
    demonstration = (
        f'<p class="demonstration">{escaped(DEMONSTRATION)}</p>' if stamp.demonstration else ""
    )
    policy = content_security_policy([style], [])
    page = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escaped(title)} · {escaped(stamp.force_name)} · {marking}</title>
<style>{style}</style>
</head>
<body>
<header class="marking top">{marking}</header>
<main>
<h1>{escaped(title)}</h1>
<p>{escaped(stamp.force_name)} · {escaped(stamp.period)}</p>
{demonstration}
{body}
</main>
<footer class="marking bottom">{marking}</footer>
</body>
</html>
"""
    path.write_text(page, encoding="utf-8", newline="\n")
