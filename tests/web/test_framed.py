"""A run's page within one of ours: what it cannot do from there is not in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from django.test import Client

from hotspots.web import products

SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""


def shown(page: str) -> str:
    return products.framed(page).content.decode()


def leads_to(page: str) -> set[str]:
    """Return the addresses outside of scripts that lead neither within the page nor to a phone."""
    markup = SCRIPT.sub("", page)
    return set(re.findall(r'href="((?!#|geo:)[^"]*)"', markup))


def test_a_map_in_its_frame_has_no_link_that_leads_nowhere(
    county_served: Path, signed_in: Callable[..., Client]
) -> None:
    commander = signed_in("Commander")
    page = commander.get("/maps/basildon/").content.decode()
    (address,) = re.findall(r'<iframe class="map"[^>]* src="([^"]*)"', page)
    answer = commander.get(address)
    drawn, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    (sandbox,) = re.findall(r'<iframe class="map"[^>]* sandbox="([^"]*)"', page)
    assert f"sandbox {sandbox};" in policy  # whichever is narrower holds
    assert "allow-same-origin" not in policy
    name = address.rpartition("/")[2].removesuffix("?look")
    (made,) = (county_served / "maps").glob(f"*/basildon/{name}")
    whole = made.read_text(encoding="utf-8")
    assert leads_to(whole) > {"../index.html"}
    assert leads_to(drawn) == set()
    assert SCRIPT.findall(drawn) == SCRIPT.findall(whole)  # the policy names the hash of each


def test_no_outcome_is_ticked_where_nothing_would_keep_it() -> None:
    template = resources.files("hotspots.render") / "templates" / "visit_list.html"
    page = template.read_text(encoding="utf-8")
    assert 'id="kept"' in page
    assert 'id="kept"' not in shown(page)
    assert 'id="homes"' in shown(page)


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        (
            '<p>See <a href="#spots">the spots</a>.</p>',
            '<p>See <a href="#spots">the spots</a>.</p>',
        ),
        ('<p><a href="../receipt.html#notes">3 notes</a> more</p>', "<p>3 notes more</p>"),
        (
            '<a class="way" href="geo:51.5,0.4?q=51.5,0.4">Directions</a>',
            '<a class="way" href="geo:51.5,0.4?q=51.5,0.4">Directions</a>',
        ),
        ('<ul class="files">\n<li><a href="./a.pdf">A</a></li>\n</ul><p>B</p>', "<p>B</p>"),
        (
            "<script>L = '<a href=\"x\">x</a>'</script>",
            "<script>L = '<a href=\"x\">x</a>'</script>",
        ),
    ],
)
def test_what_leads_out_of_a_page_is_text_and_scripts_stay(markup: str, left: str) -> None:
    assert shown(POLICY + markup) == POLICY + left
    answer = products.by_itself(POLICY + markup, beside=["a.pdf"])
    assert answer.content.decode() == POLICY + markup


def test_a_page_by_itself_lists_the_files_alone_that_are_handed_out_beside_it() -> None:
    page = (
        '<ul class="files">\n<li><a href="./a.pdf" download>A</a></li>\n'
        '<li><a href="./set_aside.csv">Rows set aside (CSV)</a></li>\n</ul>'
        """<script>L = '<li><a href="./x.csv">X</a></li>'</script>"""
    )
    left = products.by_itself(page, beside=["a.pdf"]).content.decode()
    assert left == page.replace('<li><a href="./set_aside.csv">Rows set aside (CSV)</a></li>\n', "")
