"""Every page goes through the second wall: in the program, and as it lies in a run's folder."""

from __future__ import annotations

import ast
import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import hotspots
from tests.demonstration import DemoRun

PACKAGE = Path(hotspots.__file__).parent
# Whoever writes text that is no page: pictures, tracks, layers, settings, the receipt, the demo.
NO_PAGES = {
    "cli/faults.py": "traces",
    "cli/evaluate.py": "operation's settings",
    "demo/news.py": "what was planted",
    "demo/write.py": "inputs of the demonstration",
    "render/hold_outs/accuracy_products.py": "pictures",
    "render/operations/evaluation_products.py": "pictures",
    "render/table_layers.py": "a layer",
    "render/visit_lists/visit_list_layers.py": "tracks",
    "study/cocoons/cocoon_products.py": "a picture",
    "study/near_repeats/near_repeat.py": "a picture",
    "study/operations/drawn_areas.py": "outlines",
    "study/receipt.py": "the receipt",
    "web/operations/setting_up.py": "operation's settings",
    "web/runs/drawn.py": "outlines",
    "workspace.py": "the settings",
}


def test_text_is_written_as_a_page_in_one_place_alone() -> None:
    writers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("write_text", "writelines")
    }
    assert writers - set(NO_PAGES) == {"render/offline_page.py"}


def test_a_page_is_made_of_templates_by_the_writer_alone() -> None:
    """Who fills in a template that has a head of its own is the page writer, and nobody else."""
    heads = {
        path.name
        for path in (PACKAGE / "render" / "templates").glob("*.html")
        if "<html" in path.read_text(encoding="utf-8")
    }
    assert heads == {"page.html"}
    checked = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"CheckedPage\(|filled_page\(", path.read_text(encoding="utf-8"))
    }
    assert checked == {"render/offline_page.py"}


class Parts(HTMLParser):
    """The policy of a page, and the hash of each script and style in it."""

    def __init__(self) -> None:
        super().__init__()
        self.policies: list[str] = []
        self.hashes: list[str] = []
        self.orders: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "meta" and held.get("http-equiv"):
            self.orders.append(str(held["http-equiv"]))
            self.policies.append(str(held["content"]))
        self._within = tag if held.get("type") != "application/json" else ""

    def handle_data(self, data: str) -> None:
        if self._within in ("script", "style"):
            digest = hashlib.sha256(data.encode()).digest()
            self.hashes.append(f"'sha256-{base64.b64encode(digest).decode()}'")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - html.parser's
        self._within = ""


def test_every_page_of_a_run_has_one_policy_that_names_all_that_it_holds(demo_run: DemoRun) -> None:
    pages = sorted(demo_run.run.folder.rglob("*.html"))
    assert len(pages) > 3
    for page in pages:
        seen = Parts()
        seen.feed(page.read_text(encoding="utf-8"))
        assert seen.orders == ["Content-Security-Policy"], page.name
        assert "default-src 'none'" in seen.policies[0]
        assert all(each in seen.policies[0] for each in seen.hashes), page.name
