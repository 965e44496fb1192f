"""A page about a run: no script, nothing fetched, links only to the run's own files."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from hotspots.render.offline_page import filled_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.stamp_text import stamp_facts


def write_page(
    path: Path, template: str, stamp: ProductStamp, *, title: str, **facts: object
) -> None:
    """Write one page.

    Parameters
    ----------
    path : Path
        Links of the page are relative to its folder.
    template : str
        In ``render/templates``; it extends ``run_page.html``.
    stamp : ProductStamp
        Its marking stands at the top and the bottom of the screen and of every printed page.
    title : str
    **facts : object
        What the template shows, by name.

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    told = {"about": stamp_facts(stamp), **facts}
    page = filled_page(template, stamp, told, title=title, styles=[run_page_style()])
    path.write_text(page, encoding="utf-8", newline="\n")


def run_page_style() -> str:
    """Return the style sheet of the pages about a run."""
    style = resources.files("hotspots") / "render" / "templates" / "run_page.css"
    return style.read_text(encoding="utf-8")
