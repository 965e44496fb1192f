"""One web page in one file: opens from a disk, asks for nothing, and runs only what we put in.

Two walls stand between text from data and the browser. The first is
:func:`hotspots.render.markup.escape_for_map`. The second is here: a content-security policy that
names the hash of each script and style, and a check of the finished page that finds no script,
style, event handler, redirection or address that we did not put there ourselves. There is no other
way to a page: what is written is a ``CheckedPage``, and only the check makes one.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Final, NewType
from urllib.parse import urlsplit

from hotspots.errors import InputError, MissingPartError, ParameterError
from hotspots.render.markup import json_for_script, markup, ours
from hotspots.render.stamp import DEMONSTRATION, ProductStamp, page_facts

_LEAFLET: Final = "xstatic.pkg.leaflet"
_INSTALL_LEAFLET: Final = "Install it: pip install 'xstatic-leaflet>=1.9.3,<2'"
# The one address that a page with scripts may lead to: the notes on the receipt of its own run.
_NOTES_OF_THE_RUN: Final = re.compile(r"(?:\.\./){0,2}receipt\.html#notes")
# What a page without scripts may lead to or show beside it: files of its own run.
_FILE_OF_THE_RUN: Final = re.compile(r"\./(?!(?:[^#?]*/)?\.\./)[^\\\s?]+")
# What a page with scripts may lead to when it says so: a file beside it, beside its folder, or
# up to two folders down.
_NEAR_IN_RUN: Final = re.compile(r"(?:\./|\.\./)(?:[A-Za-z0-9_-]+/){0,2}[A-Za-z0-9_-]+\.[a-z]+")
# As a picture an SVG runs nothing and asks for nothing, whatever it holds.
_PICTURE_INSIDE: Final = re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=]*")
# A place on the ground, for the phone's own map: two numbers and nothing else.
_PLACE_ON_THE_GROUND: Final = re.compile(
    r"geo:(-?\d{1,3}(?:\.\d{1,7})?,-?\d{1,3}(?:\.\d{1,7})?)(?:\?q=\1)?"
)
_POLICY: Final = "content-security-policy"
_ELEMENTS_NEVER: Final = ("iframe", "frame", "object", "embed", "applet", "base", "form", "link")
_ATTRIBUTES_NEVER: Final = (
    "srcset", "imagesrcset", "action", "formaction", "data", "srcdoc", "ping", "poster",
    "background", "manifest", "codebase",
)  # fmt: skip
_HOST: Final = re.compile(r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?")


CheckedPage = NewType("CheckedPage", str)
"""A whole page that holds nothing but what was put in."""


def offline_page(
    template: str,
    stamp: ProductStamp,
    *,
    title: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    data: Mapping[str, object] | None = None,
    image_sources: Sequence[str] = (),
    leads_to: Sequence[str] = (),
    **facts: object,
) -> CheckedPage:
    """Return a whole page that has scripts, when it holds nothing to run but these.

    Parameters
    ----------
    template : str
        In ``render/templates``; it extends ``page.html``.
    stamp : ProductStamp
    title : str
    styles, scripts : sequence of str
        Texts of the style sheets and scripts, in the order in which they apply.
    data : mapping of str to object, optional
        Element id to data that is put into the page as inert JSON.
    image_sources : sequence of str
        Origins that pictures may come from, beside the page itself (a basemap's host).
    leads_to : sequence of str
        Paths of the page's own run that its links may lead to, each as it is written.
    **facts : object
        What the template shows, by name.

    Raises
    ------
    InputError
        When the page holds something to run that is not one of ``scripts``.
    """
    inert = data or {}
    page = filled_page(
        template,
        stamp,
        facts,
        title=title,
        styles=styles,
        scripts=scripts,
        data=inert,
        image_sources=image_sources,
    )
    return require_only(page, styles, scripts, inert_scripts=len(inert), leads_to=leads_to)


def filled_page(
    template: str,
    stamp: ProductStamp,
    facts: Mapping[str, object],
    *,
    title: str,
    styles: Sequence[str],
    scripts: Sequence[str] = (),
    data: Mapping[str, object] | None = None,
    image_sources: Sequence[str] = (),
) -> str:
    """Return a whole page under a policy that names its styles and its scripts."""
    styles = [_unix_lines(style) for style in styles]
    scripts = [_unix_lines(script) for script in scripts]
    whole = markup(
        template,
        stamp=stamp,
        title=title,
        demonstration=DEMONSTRATION,
        policy=ours(content_security_policy(styles, scripts, image_sources)),
        styles=map(ours, styles),
        scripts=map(ours, scripts),
        data={name: ours(json_for_script(value)) for name, value in (data or {}).items()},
        **facts,
    )
    return str(whole)


def content_security_policy(
    styles: Sequence[str], scripts: Sequence[str], image_sources: Sequence[str] = ()
) -> str:
    """Return the policy under which nothing runs or loads but these styles and scripts."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            " ".join(["img-src data:", *image_sources]),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def image_source_of(tiles: str) -> str:
    """Return the origin of a tile address, as a content-security policy writes it.

    Raises
    ------
    ParameterError
        When the address is not one that a policy can name.
    """
    address = urlsplit(tiles)
    host = address.netloc.replace("{s}", "*")
    if address.scheme not in ("https", "http") or not _HOST.fullmatch(host):
        raise ParameterError(
            f"The basemap's address {tiles!r} does not name a host. "
            "Write it as https://tiles.example.org/{z}/{x}/{y}.png."
        )
    return f"{address.scheme}://{host}"


def leaflet_script() -> str:
    """Return Leaflet, as the installed package carries it.

    Raises
    ------
    MissingPartError
    """
    script = _leaflet_file("leaflet.js").read_text(encoding="utf-8")
    # The last line points at a source map, which a browser's tools would ask for.
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", script)


def leaflet_style() -> str:
    """Return Leaflet's style sheet with its pictures inside it.

    Raises
    ------
    MissingPartError
    """
    style = _leaflet_file("leaflet.css").read_text(encoding="utf-8")
    # An old browser's own vector format; as an address it would only be refused.
    style = re.sub(r"\s*behavior:\s*url\(#default#VML\);", "", style)
    return re.sub(r"url\((images/[\w.-]+\.png)\)", _as_data_address, style)


def leaflet_assets() -> str:
    """Return what is found of Leaflet, for example ``Leaflet 1.9.3``, when all of it is there.

    Raises
    ------
    MissingPartError
    """
    leaflet_script()
    leaflet_style()
    return f"Leaflet {importlib.import_module(_LEAFLET).VERSION}"


def own_asset(name: str) -> str:
    """Return one of our own style sheets or scripts."""
    asset = resources.files("hotspots") / "render" / "assets" / name
    return asset.read_text(encoding="utf-8")


def data_address(picture: bytes, kind: str = "png") -> str:
    """Return a picture (``png`` or ``svg+xml``) as an address that holds the picture itself."""
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def _as_data_address(found: re.Match[str]) -> str:
    return f"url({data_address(_leaflet_file(found.group(1)).read_bytes())})"


def _leaflet_file(name: str) -> Path:
    try:
        folder = Path(importlib.import_module(_LEAFLET).BASE_DIR)
    except ImportError as fault:
        raise MissingPartError(
            f"Leaflet, which draws the map, is not installed. {_INSTALL_LEAFLET}"
        ) from fault
    if not (folder / name).is_file():
        raise MissingPartError(
            f"The installed xstatic-leaflet has no file {name!r}. {_INSTALL_LEAFLET}"
        )
    return folder / name


def _unix_lines(text: str) -> str:
    # A browser hashes a script after it has made every line end a single line feed.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hashes(texts: Sequence[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    sources = [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests]
    return " ".join(sources) or "'none'"


def require_only(
    page: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    *,
    inert_scripts: int,
    links_in_run: bool = False,
    leads_to: Sequence[str] = (),
) -> CheckedPage:
    """Return a page when it holds these styles and scripts, and nothing else that could run.

    Parameters
    ----------
    page : str
    styles, scripts : sequence of str
    inert_scripts : int
        How many elements of data were put in.
    links_in_run : bool
        The page may lead to files of its own run, and show pictures of it.
    leads_to : sequence of str
        It may lead to these paths of its run, and show nothing of them.

    Raises
    ------
    InputError
    """
    for text in scripts:
        if re.search(r"</script|<!--", text, flags=re.IGNORECASE):
            raise InputError("A script of the page could be ended early by its own text.")
    wrong = [path for path in leads_to if not _NEAR_IN_RUN.fullmatch(path)]
    if wrong:
        raise ParameterError(f"{wrong[0]!r} is not a path inside the run's folder.")
    seen = _Inventory(links_in_run=links_in_run, leads_to=leads_to)
    seen.feed(page)
    seen.close()
    faults = list(seen.faults)
    if seen.scripts != len(scripts) + inert_scripts:
        faults.append(f"{seen.scripts} scripts where {len(scripts) + inert_scripts} were put in")
    if seen.policies != 1:
        faults.append(f"{seen.policies} policies where 1 was put in")
    if seen.styles != len(styles):
        faults.append(f"{seen.styles} style sheets where {len(styles)} were put in")
    if faults:
        raise InputError(
            f"The page was not written, for it holds {'; '.join(faults)}. "
            "Some text from the data was not escaped: please report this."
        )
    return CheckedPage(page)


def save_page(path: Path, page: CheckedPage) -> None:
    """Write a page that was checked."""
    path.write_text(page, encoding="utf-8", newline="\n")


class _Inventory(HTMLParser):
    """Counts what can run in a page, and notes what we never write."""

    def __init__(self, *, links_in_run: bool, leads_to: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._links_in_run = links_in_run
        self._leads_to = frozenset(leads_to)
        self.policies = 0
        self.scripts = 0
        self.styles = 0
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element and its attributes."""
        self.scripts += tag == "script"
        self.styles += tag == "style"
        if tag in _ELEMENTS_NEVER:
            self.faults.append(f"an element <{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"an event handler {name}")
            if name == "style":
                self.faults.append("a style attribute")
            if name in _ATTRIBUTES_NEVER or (name == "src" and not self._is_picture(value or "")):
                self.faults.append(f"an attribute {name}")
            if name in ("href", "xlink:href") and not self._may_lead_to(value or ""):
                self.faults.append(f"an attribute {name} that leaves the page")
            if name == "http-equiv":
                is_policy = (value or "").strip().lower() == _POLICY
                self.policies += is_policy
                if not is_policy:
                    self.faults.append("a <meta> that gives an order, as to go elsewhere")

    def _may_lead_to(self, address: str) -> bool:
        inside = address.startswith("#") or bool(_NOTES_OF_THE_RUN.fullmatch(address))
        on_the_ground = bool(_PLACE_ON_THE_GROUND.fullmatch(address))
        known = address in self._leads_to or on_the_ground
        return inside or known or self._is_of_run(address)

    def _is_picture(self, address: str) -> bool:
        return bool(_PICTURE_INSIDE.fullmatch(address)) or self._is_of_run(address)

    def _is_of_run(self, address: str) -> bool:
        return self._links_in_run and bool(_FILE_OF_THE_RUN.fullmatch(address))


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
    InputError
        When the page would hold something to run, or lead elsewhere.
    """
    told = {"about": page_facts(stamp), **facts}
    styles = [run_page_style()]
    page = filled_page(template, stamp, told, title=title, styles=styles)
    save_page(path, require_only(page, styles, [], inert_scripts=0, links_in_run=True))


def run_page_style() -> str:
    """Return the style sheet of the pages about a run."""
    style = resources.files("hotspots") / "render" / "templates" / "run_page.css"
    return style.read_text(encoding="utf-8")
