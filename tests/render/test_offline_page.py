from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hotspots.errors import InputError, MissingPartError, ParameterError
from hotspots.render.offline_page import (
    content_security_policy,
    filled_page,
    image_source_of,
    leaflet_assets,
    leaflet_script,
    leaflet_style,
    offline_page,
    require_only,
)
from tests.render.harm_spot_factory import STAMP

IMPORTLIB = "hotspots.render.offline_page.importlib"
# FIPS 180-4: SHA-256 of the empty message, here in base64 as a policy writes it.
HASH_OF_NOTHING = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def page(title: str = "Map", **parts: Any) -> str:
    return offline_page("page.html", STAMP, title=title, **{"styles": [], "scripts": [], **parts})


def test_page_has_a_title_a_language_and_can_be_zoomed() -> None:
    text = page(title="Tom's <map>")
    assert '<html lang="en-GB">' in text
    assert "<title>Tom&#x27;s &lt;map&gt; · " in text
    viewport = re.search(r'name="viewport" content="([^"]*)"', text)
    assert viewport is not None
    assert viewport.group(1) == "width=device-width, initial-scale=1"


def test_policy_allows_nothing_but_what_is_listed_by_its_hash() -> None:
    policy = content_security_policy([], [""], ["https://tiles.example.org"])
    assert "default-src 'none'" in policy
    assert f"script-src {HASH_OF_NOTHING};" in policy
    assert "style-src 'none';" in policy
    assert "img-src data: https://tiles.example.org;" in policy
    assert "unsafe" not in policy


def test_windows_line_ends_do_not_change_a_scripts_hash() -> None:
    assert page(scripts=["a = 1;\r\nb = 2;"]) == page(scripts=["a = 1;\nb = 2;"])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<script>alert(1)</script>", "1 scripts where 0"),
        ("<style>p{}</style>", "1 style sheets where 0"),
        ("<p onclick=alert(1)>", "an event handler onclick"),
        ("<svg/onload=alert(1)>", "an event handler onload"),
        ("<p style='color:red'>", "a style attribute"),
        ("<iframe></iframe>", "an element <iframe>"),
        ("<img src=x>", "an attribute src"),
        ("<a href='javascript:alert(1)'>", "an attribute href that leaves the page"),
        ("<template><script>x</script></template>", "1 scripts where 0"),
        ("<meta http-equiv=refresh content='0;url=https://example.org'>", "a <meta> that gives"),
        ("<META/HTTP-EQUIV=' ReFresh'content=0>", "a <meta> that gives"),
        ("<meta http-equiv=set-cookie content=a>", "a <meta> that gives"),
        ("<meta http-equiv=Content-Security-Policy content=''>", "2 policies where 1"),
        ("<a href='#a' ping='https://example.org'>", "an attribute ping"),
        ("<video poster='https://example.org/a.png'>", "an attribute poster"),
    ],
)
def test_markup_that_slipped_through_stops_the_page(body: str, found: str) -> None:
    whole = filled_page("page.html", STAMP, {}, title="Map", styles=[])
    with pytest.raises(InputError, match=re.escape(found)):
        require_only(whole.replace("<body>", f"<body>{body}"), [], [], inert_scripts=0)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("./force/map.html", True),
        ("./a%20b/spots..csv#top", True),
        ("../receipt.html#notes", True),
        ("../index.html", False),
        ("./../index.html", False),
        ("./a/../../b.html", False),
        ("//example.org/", False),
        ("https://example.org/", False),
        ("javascript:alert(1)", False),
        ("./a?b", False),
        ("geo:51.88,0.9012345?q=51.88,0.9012345", True),
        ("geo:51.88,0.9?q=1 Mill Road", False),
        ("geo:51.88,0.9?q=51.88,0.8", False),
    ],
)
def test_a_page_about_a_run_leads_to_files_of_the_run_alone(address: str, *, inside: bool) -> None:
    whole = filled_page("page.html", STAMP, {}, title="Map", styles=[])
    body = whole.replace("<body>", f'<body><a href="{address}">x</a>')
    if inside:
        require_only(body, [], [], inert_scripts=0, links_in_run=True)
    else:
        with pytest.raises(InputError, match="that leaves the page"):
            require_only(body, [], [], inert_scripts=0, links_in_run=True)


def test_script_that_would_end_early_is_refused() -> None:
    with pytest.raises(InputError, match="ended early"):
        page(scripts=["a = '</ScRiPt>'"])


def test_inert_data_are_counted_apart() -> None:
    text = page(data={"facts": {"name": "</script>"}}, scripts=["a = 1;"])
    assert '<script type="application/json" id="facts">{"name":"\\u003c/script\\u003e"}' in text


def test_leaflet_is_found_in_its_package_and_asks_for_no_picture_or_source_map() -> None:
    assert "sourceMappingURL" not in leaflet_script()
    addresses = re.findall(r"url\(([^)]{5})", leaflet_style())
    assert addresses == ["data:"] * 3
    assert re.fullmatch(r"Leaflet 1\.9\.\d+", leaflet_assets())


def test_missing_leaflet_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(IMPORTLIB, SimpleNamespace(import_module=absent))
    with pytest.raises(MissingPartError, match="pip install 'xstatic-leaflet"):
        leaflet_script()


def test_leaflet_without_its_file_says_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hollow = SimpleNamespace(import_module=lambda _: SimpleNamespace(BASE_DIR=str(tmp_path)))
    monkeypatch.setattr(IMPORTLIB, hollow)
    with pytest.raises(MissingPartError, match=r"no file 'leaflet\.js'"):
        leaflet_script()


def test_basemap_opens_the_policy_to_its_own_host_only() -> None:
    assert image_source_of("https://{s}.tiles.example.org/{z}/{x}/{y}.png") == (
        "https://*.tiles.example.org"
    )
    assert image_source_of("http://localhost:8080/{z}/{x}/{y}.png") == "http://localhost:8080"


@pytest.mark.parametrize(
    "tiles",
    [
        "tiles/{z}.png",
        "ftp://example.org/",
        "https:///x",
        "https://a.org; script-src */",
        "https://*/",
    ],
)
def test_basemap_that_names_no_host_is_refused(tiles: str) -> None:
    with pytest.raises(ParameterError, match="does not name a host"):
        image_source_of(tiles)
