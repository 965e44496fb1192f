"""The site: every page of the project, and the library's reference from its docstrings.

Its source is the repository's root, so that a link between pages works on a code host and here.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

project = "hotspots"
author = "The hotspots authors"
copyright = author  # noqa: A001 - Sphinx's own name for it

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
root_doc = "docs/index"
include_patterns = [
    "*.md",
    "benchmarks/*.md",
    "docs/*.md",
    "docs/decisions/*.md",
    "docs/generated/*.rst",
]
exclude_patterns = [".venv", "build", "data", "docs/_build", "hotspots", "layers", "maps", "tests"]
templates_path = [str(Path(__file__).parent / "_templates")]

myst_heading_anchors = 3  # the anchors that code hosts give to headings
autodoc_typehints = "none"  # the docstrings say more: shapes, units, coordinate systems
autosummary_generate = True
numpydoc_show_class_members = False  # our template lists them, with their docstrings

html_theme = "furo"
html_title = "hotspots"
html_extra_path = ["_extra"]  # the page at the root, which leads to docs/index.html
html_copy_source = False

# What a browser fetches by itself: a script, a picture, a style, a font.
FETCHED = re.compile(
    r"""(?:<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=["']|url\(["']?|@import\s*["'])"""
    r"((?:https?:)?//[^\"')\s]+)"
)


def refuse_requests(app: Sphinx, fault: Exception | None) -> None:
    """Stop the build where a page would fetch anything from another host."""
    pages = [] if fault else [*app.outdir.rglob("*.html"), *app.outdir.rglob("*.css")]
    for page in pages:
        found = FETCHED.search(page.read_text(encoding="utf-8"))
        if found:
            raise ExtensionError(f"{page.name} would fetch {found[1]}. Put it beside the pages.")


def setup(app: Sphinx) -> None:
    """Look at what was built."""
    app.connect("build-finished", refuse_requests)
