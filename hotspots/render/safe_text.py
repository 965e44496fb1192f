"""Text from data, made fit for a web page: shown as it is, and never run.

Folium hands text to the browser in four ways (markup, attributes, script strings and script
templates) and escapes almost none of it. One form is safe in all four: markup escaped, and the five
signs that mean something in a script template written as numeric entities.
"""

from __future__ import annotations

import html
import json
from typing import Final

from hotspots.render.plain_text import plain_text

# A backslash or a backtick ends or bends a script template, "${" runs what follows, and "{{" is
# the mark of the template engine that folium writes its scripts with.
_SCRIPT_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`${}"})

# What could end a script element early, or is a line break in an old script but not in JSON.
_JSON_SIGNS: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


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
