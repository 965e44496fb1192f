"""The documents say what is so: their examples run, and their links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import re
import runpy
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import hotspots

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "hotspots"
DOCS = PROJECT / "docs"
COMMAND_LINE = DOCS / "command-line.md"
PAGES = sorted(
    [*PROJECT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("decisions/*.md"),
     *(PROJECT / folder / "README.md" for folder in ("benchmarks", "data", "layers", "maps"))]
)  # fmt: skip
# What a code host and the site make an anchor of, and what leads somewhere.
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def modules() -> list[str]:
    """Name every module with examples but the ledger's, which wait for Django."""
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if ">>>" in file.read_text("utf-8")]
    names = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names if ".ledger." not in name]


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
    assert COMMAND_LINE.read_text(encoding="utf-8") == page()


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings: lower case, hyphens for spaces, no punctuation."""
    titles = (re.sub(r"[^\w\- ]", "", title).strip() for title in HEADING.findall(prose(page)))
    return {title.lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        address = urlsplit(link)
        if address.scheme:
            assert address.scheme == "https", link
            assert "." in address.netloc, link
            continue
        there = (page.parent / address.path).resolve() if address.path else page
        assert there.is_file(), link
        assert not address.fragment or address.fragment in anchors(there), link


# What installs and contributes has programs and examples of its own.
# Of gunicorn, Django, PostgreSQL, tar and curl, on the pages of the browser application.
OF_SERVERS = {
    "--bind", "--config", "--deploy", "--format", "--file", "--create",
    "--exclude", "--clean", "--dbname", "--header",
    "--directory", "--extract", "--if-exists", "--no-owner",
}  # fmt: skip
# Of dask and docker, on the pages of a cluster and of a server.
OF_CLUSTERS = {
    "--nthreads", "--nworkers", "--local-directory", "--build", "--detach", "--rm", "--env-file",
}  # fmt: skip
OF_BENCHMARKS = {"--every", "--days", "--millions", "--quick", "--only", "--page", "--workspace"}
OF_PIP = {"--no-deps", "--require-hashes", "--no-build-isolation", "--editable"}
ABOUT_HOTSPOTS = [p for p in PAGES if p.name not in ("CONTRIBUTING.md", "installing.md")]


@pytest.mark.parametrize("page", ABOUT_HOTSPOTS, ids=lambda page: str(page.relative_to(PROJECT)))
def test_the_files_and_options_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"\b(?:hotspots|tests|benchmarks)/[\w./-]+\.(?:py|toml)\b", text):
        assert (PROJECT / name).is_file(), name
    if page.parent != PROJECT / "benchmarks":
        ours = set(OPTION.findall(COMMAND_LINE.read_text(encoding="utf-8")))
        assert set(OPTION.findall(text)) <= ours | OF_PIP | OF_SERVERS | OF_CLUSTERS | OF_BENCHMARKS


def test_every_picture_is_shown_somewhere() -> None:
    shown = {link.rpartition("/")[2] for page in PAGES for link in LINK.findall(prose(page))}
    assert {picture.name for picture in (DOCS / "images").iterdir()} <= shown


def test_the_reference_lists_every_public_name_once() -> None:
    listed = re.findall(r"^   hotspots\.(\w+)$", (DOCS / "reference.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(hotspots.__all__) - {"__version__"})


def test_every_decision_is_numbered_in_order_and_listed() -> None:
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    assert [int(each.name[:4]) for each in pages] == list(range(1, len(pages) + 1))
    titles = [HEADING.findall(prose(each))[0].split(". ", 1)[1] for each in pages]
    listed = [
        f"{n}. [{t}]({p.name})" for n, (t, p) in enumerate(zip(titles, pages, strict=True), 1)
    ]
    lines = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(r"\d+\. ", line)] == listed
