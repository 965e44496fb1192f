"""Every page is a template, and every text in it is escaped."""

from __future__ import annotations

import ast
import html
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from hotspots.errors import ParameterError
from hotspots.render.chart import element
from hotspots.render.markup import environment, markup, ours
from hotspots.render.plain_text import plain_text

RENDER = Path(str(resources.files("hotspots"))) / "render"
TEMPLATES = sorted(path.name for path in (RENDER / "templates").glob("*.html"))
MODULES = sorted(RENDER.rglob("*.py"))
TAG = re.compile(r"</?[a-z][a-z0-9]*[\s/>]|<[a-z]+$")
WRITES_TAGS = {"chart.py"}  # the elements of every chart, and nothing else


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_read_and_escapes(name: str) -> None:
    template = environment().get_template(name)
    assert template.environment is environment()
    assert template.environment.autoescape is True


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_lets_a_text_through_unescaped(name: str) -> None:
    source = (RENDER / "templates" / name).read_text(encoding="utf-8")
    # "~" would escape a text for markup alone, and not for a script.
    for way_round in (r"\|\s*safe", r"\|\s*tojson", "autoescape", "Markup", r"\{\{[^}]*~"):
        assert not re.search(way_round, source), way_round


def test_one_environment_is_made_and_few_modules_vouch_for_markup() -> None:
    called = {
        name: {path.name for path in MODULES if name in _names_called(path)}
        for name in ("Environment", "Markup", "ours")
    }
    assert called == {
        "Environment": {"markup.py"},
        "Markup": {"markup.py"},
        "ours": {"markup.py", "chart.py", "map_elements.py", "offline_page.py"},
    }


def _names_called(path: Path) -> set[str]:
    module = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.id
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_no_module_writes_a_tag_into_a_text_of_its_own() -> None:
    writing = {
        f"{path.name}: {text[:60]}"
        for path in MODULES
        if path.name not in WRITES_TAGS
        for text in _texts_filled_in(ast.parse(path.read_text(encoding="utf-8")))
        if TAG.search(text)
    }
    assert writing == set()


def _texts_filled_in(module: ast.Module) -> list[str]:
    return [
        part.value
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


@given(st.text())
def test_any_text_is_read_as_it_was_written_and_never_run(text: str) -> None:
    page = markup("map_name.html", name=text)
    shown = page.removeprefix("<span>").removesuffix("</span>")
    assert html.unescape(shown) == plain_text(text)
    assert not set(shown) & set("<>\"'`\\${}")


def test_what_this_program_wrote_stands_as_it_is() -> None:
    assert markup("map_name.html", name=ours("<b>7</b>")) == "<span><b>7</b></span>"


def test_a_fact_that_a_template_lacks_stops_the_page() -> None:
    with pytest.raises(UndefinedError, match="name"):
        markup("map_name.html")


@pytest.mark.parametrize("path", ["/etc/x", "../x.html", "a\\b", "", "maps/../../x"])
def test_a_link_that_leaves_the_runs_folder_is_refused(path: str) -> None:
    with pytest.raises(ParameterError, match="inside the run's folder"):
        environment().from_string("{{ path | inside_run }}").render(path=path)


def test_a_link_to_a_file_with_odd_signs_leads_to_it() -> None:
    link = environment().from_string("{{ path | inside_run }}").render(path="a b/50%:<x>.html")
    assert link == "./a%20b/50%25%3A%3Cx%3E.html"


def test_an_element_of_a_chart_escapes_its_text_and_its_attributes() -> None:
    drawn = element("text", "<script>", x=1.25, aria_label='"Tom"', id=None)
    assert drawn == '<text x="1.2" aria-label="&quot;Tom&quot;">&lt;script&gt;</text>'
