"""The worked examples of CONTRIBUTING.md, followed word for word in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
# A file's name on a line of its own, and what stands in it.
BLOCK = re.compile(r"^`([^`\s]+)`:\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TITLES = re.findall(r"^### An? (.+)$", CONTRIBUTING, re.MULTILINE)
COSTS = ("none", "one", "two", "three", "four", "five", "six")


def examples() -> list[tuple[str, str, str]]:
    """Return each block of CONTRIBUTING.md that names a file: the file, the language, the text."""
    return BLOCK.findall(CONTRIBUTING)


def edited(text: str, changes: str) -> str:
    """Return a file's text after a diff, each part of which fits in one place alone."""
    for part in changes.split("@@\n"):
        lines = part.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if not line.startswith("+"))
        after = "".join(line[1:] for line in lines if not line.startswith("-"))
        assert text.count(before) == 1, f"This is not there once:\n{before}"
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with every example done."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copy(PROJECT / "pyproject.toml", root)
    for folder in ("hotspots", "tests"):
        shutil.copytree(PROJECT / folder, root / folder)
    for name, language, text in examples():
        file = root / name
        if language == "diff":
            after = edited(file.read_text(encoding="utf-8"), text)
        else:
            assert not file.exists(), f"{name} is no new file"
            file.parent.mkdir(exist_ok=True)
            after = text
        file.write_text(after, encoding="utf-8")
    return root


def in_the_copy(copy: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_examples_pass_the_tests_that_they_bring(copy: Path) -> None:
    tests = [name for name, _, _ in examples() if name.startswith("tests/")]
    assert len(tests) == len(TITLES)
    assert "passed" in in_the_copy(copy, "pytest", "-q", "-p", "no:cacheprovider", *tests)


def test_the_examples_keep_the_habits(copy: Path) -> None:
    python = [name for name, _, _ in examples() if name.endswith(".py")]
    in_the_copy(copy, "ruff", "check", "--no-cache", *python)
    in_the_copy(copy, "ruff", "format", "--check", "--no-cache", *python)


def test_the_costs_in_the_table_are_those_of_the_examples() -> None:
    _, _, rest = CONTRIBUTING.partition("## What a new thing costs")
    costs, *sections = rest.split("\n### ")
    rows = re.findall(r"^\| ([a-z' ]+) \| (\w+) \|", costs, re.MULTILINE)
    for title, section in zip(TITLES, sections, strict=True):
        files = {name for name, _, _ in BLOCK.findall(section)}
        code = [name for name in files if re.match(r"hotspots/.*\.py$", name)]
        stated = [cost for thing, cost in rows if thing.startswith(title)]
        assert stated, title
        assert set(stated) == {COSTS[len(code)]}, title
