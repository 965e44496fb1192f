"""Our pages are templates, and one environment fills them in and escapes every text on its way.

A template shows a value as its plain text, made safe for all the ways in which a page may use it
(:func:`hotspots.render.markup.escape_for_map`), whether the page has a map or not. Only what a
template, a chart or folium itself wrote is :class:`markupsafe.Markup`, and stands as it is.

Folium hands text to the browser in four ways (markup, attributes, script strings and script
templates) and escapes almost none of it. One form is safe in all four: markup escaped, and the five
signs that mean something in a script template written as numeric entities.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hotspots.errors import ParameterError
from hotspots.render.plain_text import plain_text

# A backslash or a backtick ends or bends a script template, "${" runs what follows, and "{{" is
# the mark of the template engine that folium writes its scripts with.
_SCRIPT_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`${}"})

# What could end a script element early, or is a line break in an old script but not in JSON.
_JSON_SIGNS: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})

# A number as a person reads it, with its percent sign; no longer than a tile is wide.
_FIGURE: Final = re.compile(r"[0-9][0-9.,]{0,14}( %)?")


def markup(template: str, /, **facts: object) -> Markup:
    """Return a template of ``render/templates``, filled in with these facts.

    Raises
    ------
    ParameterError
        When a link would lead out of the run's folder.
    """
    return ours(environment().get_template(template).render(facts))


def ours(text: str) -> Markup:
    """Return markup, a style or a script that this program wrote itself, to stand as it is."""
    return Markup(text)  # noqa: S704 - the one place where text becomes markup without an escape


def escape_for_map(value: object) -> str:
    """Return a value as markup that shows its text; a missing value is the empty string.

    For display only: escape a copy at the last moment, never a column that is worked with.

    Examples
    --------
    >>> escape_for_map("<b>Tom's ${bar}</b>")
    '&lt;b&gt;Tom&#x27;s &#36;&#123;bar&#125;&lt;/b&gt;'
    """
    return html.escape(plain_text(value), quote=True).translate(_SCRIPT_SIGNS)


def json_for_script(data: object) -> str:
    r"""Return data as JSON that may stand inside a script element.

    Examples
    --------
    >>> json_for_script({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_JSON_SIGNS)


@cache
def environment() -> Environment:
    """Return the environment that fills in every template."""
    made = Environment(
        loader=PackageLoader("hotspots.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_as_markup,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["inside_run"] = _inside_run
    made.tests["figure"] = lambda value: _FIGURE.fullmatch(value) is not None
    return made


def _as_markup(value: object) -> Markup:
    return value if isinstance(value, Markup) else ours(escape_for_map(value))


def _inside_run(path: str) -> str:
    """Return the address of a file beside the page: relative, with forward slashes.

    Raises
    ------
    ParameterError
        When the path is not a plain relative one: a page of a run leads nowhere else.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or ".." in parts:
        raise ParameterError(f"{path!r} is not a path inside the run's folder.")
    # "./" before it, so that a name with a colon in it is not read as an address.
    return f"./{quote('/'.join(parts))}"
