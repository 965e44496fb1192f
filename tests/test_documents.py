"""The documents say what is so: their examples run, and the command line's page is its own."""

from __future__ import annotations

import doctest
import importlib
import re
import runpy
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "hotspots"
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def modules() -> list[str]:
    """Name every module but the ledger's, which wait for Django, and the one that is a program."""
    files = sorted(PACKAGE.rglob("*.py"))
    names = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]
    return [name for name in names if not re.search(r"__main__|__init__|\.ledger\.", name)]


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_examples_in_the_documents_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for page in PAGES:
        failed, _ = doctest.testfile(
            str(page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
        )
        assert failed == 0, page.name


def test_the_page_of_the_command_line_is_what_it_says_of_itself() -> None:
    """When this fails, `make docs` writes the page anew."""
    page = runpy.run_path(str(PROJECT / "docs" / "command_line.py"))["page"]
    written = (PROJECT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert written == page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_decision_is_numbered_in_order() -> None:
    numbers = [int(each.name[:4]) for each in sorted((PROJECT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
