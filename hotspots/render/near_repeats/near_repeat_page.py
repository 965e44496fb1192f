"""The page that a near-repeat run opens with: what was found, its picture, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hotspots.render.run_page import about_section, escaped, figures_list, links, write_page

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.render.stamp import ProductStamp


def write_near_repeat_page(
    path: Path,
    *,
    title: str,
    sentence: str,
    figures: Sequence[tuple[str, str]],
    picture: str,
    files: Mapping[str, str],
    stamp: ProductStamp,
) -> None:
    """Write ``index.html`` of a near-repeat run.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    title, sentence : str
        What was tested, and the verdict.
    figures : sequence of (label, value)
    picture : str
        From ``near_repeat_picture``: an SVG without a script, put into the page as it is.
    files : mapping of str to str
        Label to path.
    stamp : ProductStamp

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    body = f"""<section><h2>What was found</h2><p>{escaped(sentence)}</p>
{figures_list(figures)}
{links(files)}</section>
<section><h2>By distance and days</h2>
<div class="wide" tabindex="0" role="region" aria-label="Ratios by distance and days">
{picture}</div></section>
{about_section(stamp)}"""
    write_page(path, body, stamp, title=title)
