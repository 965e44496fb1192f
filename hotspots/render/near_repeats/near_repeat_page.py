"""The page that a near-repeat run opens with: what was found, its picture, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp


def write_near_repeat_page(
    path: Path,
    *,
    title: str,
    sentence: str,
    figures: Sequence[tuple[str, str]],
    picture: Markup,
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
    picture : Markup
        From ``near_repeat_picture``.
    files : mapping of str to str
        Label to path.
    stamp : ProductStamp

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    write_page(
        path,
        "near_repeats.html",
        stamp,
        title=title,
        sentence=sentence,
        figures=figures,
        picture=picture,
        files=files,
    )
