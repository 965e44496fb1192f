"""The pages that a run opens with."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hotspots.errors import ParameterError
from hotspots.render.run_index import DistrictSummary, write_receipt_page, write_run_index
from tests.render.harm_spot_factory import HOSTILE, STAMP

FIGURES = (("Offences", "1,204"), ("Harm in the spots", "41 %"))
RECEIPT: dict[str, object] = {
    "run": "2026-11-20-invented",
    "demonstration": True,
    "parameters": {"surface": {"bandwidth_m": 300.0, "cell_size_m": 50}, "seed": 2025},
    "inputs": [
        {"path": "offences.csv", "sha256": "ab" * 32, "rows": 10_000},
        {"path": "districts.geojson", "sha256": "cd" * 32},
    ],
    "rows_set_aside": {"no coordinates": 250},
    "caveats": ["Points are as recorded."],
    "warnings": [],
    "expires": None,
}


class _Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _summary(name: str, area: str = "North", **changes: Any) -> DistrictSummary:
    given: dict[str, Any] = {
        "name": name,
        "local_policing_area": area,
        "map_page": f"{name}/map.html",
        "figures": FIGURES,
        "downloads": {"Briefing (PDF)": f"{name}/briefing.pdf", "Excel": f"{name}/spots.xlsx"},
    }
    return DistrictSummary(**{**given, **changes})


def _index(path: Path, **changes: Any) -> _Page:
    given: dict[str, Any] = {
        "title": "Harm spots",
        "stamp": STAMP,
        "force": _summary("Whole force", ""),
        "districts": [_summary("Saltmarsh & Quay"), _summary("Inland", "South")],
        "run_files": {"Receipt": "receipt.html"},
    }
    write_run_index(path, **{**given, **changes})
    return _Page(path.read_text(encoding="utf-8"))


def _receipt(path: Path, receipt: dict[str, object]) -> _Page:
    write_receipt_page(path, receipt, STAMP)
    return _Page(path.read_text(encoding="utf-8"))


def test_each_district_has_its_figures_its_map_and_its_files(tmp_path: Path) -> None:
    page = _index(tmp_path / "index.html")
    hrefs = [link["href"] for link in page.every("a")]
    assert "./Saltmarsh%20%26%20Quay/map.html" in hrefs
    assert "./Inland/spots.xlsx" in hrefs
    assert "./receipt.html" in hrefs
    assert page.text.count("1,204") == 3
    assert page.text.index("North") < page.text.index("Saltmarsh & Quay") < page.text.index("South")


def test_what_is_odd_and_what_was_found_stand_before_the_districts(tmp_path: Path) -> None:
    stamp = replace(STAMP, oddities=("40 rows lie on one point.",))
    text = _index(tmp_path / "index.html", stamp=stamp, found=("67 harm spots.",)).text
    first = [text.index(words) for words in ("40 rows lie", "hotspots check", "67 harm spots.")]
    assert first == sorted(first)
    assert max(first) < text.index("Whole force")
    assert "Look at the data first" not in _index(tmp_path / "clean.html").text


def test_the_receipt_begins_with_every_note_where_pages_link_to(tmp_path: Path) -> None:
    caveats = tuple(f"Note {number}." for number in range(9))
    write_receipt_page(tmp_path / "r.html", RECEIPT, replace(STAMP, caveats=caveats))
    page = _Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert {"id": "notes"} in page.every("section")
    assert " ".join(caveats) in page.text
    about = _index(tmp_path / "index.html", stamp=replace(STAMP, caveats=caveats)).text
    assert "What to know Note 0. Note 1. 7 further notes in the run's receipt." in about


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    text = _index(tmp_path / "index.html").text
    assert "Rows in 10,000 Rows used 9,700 Set aside: no coordinates 250" in text


def test_the_marking_and_the_demonstration_are_on_the_page(tmp_path: Path) -> None:
    page = _index(tmp_path / "index.html")
    classes = [attributes.get("class") for _, attributes in page.elements]
    assert "marking top" in classes
    assert "marking bottom" in classes
    assert "demonstration" in classes
    assert page.text.count("OFFICIAL-SENSITIVE") >= 4  # title, strips, about


@pytest.mark.parametrize("which", ["index", "receipt"])
def test_nothing_runs_and_nothing_is_fetched(tmp_path: Path, which: str) -> None:
    path = tmp_path / "page.html"
    page = _index(path) if which == "index" else _receipt(path, RECEIPT)
    html = path.read_text(encoding="utf-8")
    policy = next(m["content"] for m in page.every("meta") if m.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert not page.every("script")
    assert not page.every("link")
    assert not any("style" in attributes for _, attributes in page.elements)


def test_the_page_can_be_zoomed_and_names_its_language(tmp_path: Path) -> None:
    page = _index(tmp_path / "index.html")
    assert page.every("html")[0]["lang"] == "en-GB"
    viewport = next(m["content"] for m in page.every("meta") if m.get("name") == "viewport")
    assert viewport == "width=device-width, initial-scale=1"
    assert len(page.every("h1")) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_adds_no_element(tmp_path: Path, hostile: str) -> None:
    calm = _index(tmp_path / "calm.html", districts=[_summary("Inland")])
    summary = _summary(
        hostile,
        hostile,
        map_page=f"{hostile.replace('/', '')}/map.html".replace("\\", ""),
        figures=[(hostile, hostile), ("Harm in the spots", hostile)],
        downloads={hostile: "a.pdf", "Excel": "b.xlsx"},
    )
    page = _index(tmp_path / "index.html", districts=[summary])
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in calm.elements]
    assert hostile in page.text
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


@pytest.mark.parametrize("path", ["/etc/hosts", "../other/map.html", "a\\b.html", ""])
def test_a_link_out_of_the_run_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ParameterError, match="not a path inside"):
        _index(tmp_path / "index.html", districts=[_summary("Inland", map_page=path)])


def test_a_script_address_is_only_the_name_of_a_file(tmp_path: Path) -> None:
    page = _index(
        tmp_path / "index.html", districts=[_summary("Inland", map_page="javascript:alert(1)")]
    )
    assert all((link["href"] or "").startswith("./") for link in page.every("a"))


def test_the_overview_is_inside_the_page_and_described(tmp_path: Path) -> None:
    (image,) = _index(tmp_path / "index.html", overview_png=b"\x89PNG").every("img")
    assert image["src"] == "data:image/png;base64,iVBORw=="
    assert "Map of Whole force" in (image["alt"] or "")


def test_a_force_without_districts_still_has_an_index(tmp_path: Path) -> None:
    assert "Policing districts None." in _index(tmp_path / "index.html", districts=[]).text


def test_the_receipt_reads_as_tables_with_units(tmp_path: Path) -> None:
    page = _receipt(tmp_path / "receipt.html", RECEIPT)
    assert "Run 2026-11-20-invented Demonstration yes Expires not given" in page.text
    assert "Bandwidth (m) 300 Cell size (m) 50" in page.text
    assert "Path Sha256 Rows offences.csv" in page.text
    assert "no coordinates 250" in page.text
    assert "Warnings None." in page.text


def test_no_level_of_heading_is_skipped_in_the_receipt(tmp_path: Path) -> None:
    page = _receipt(tmp_path / "receipt.html", {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}})
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert max(levels) == 6


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_a_receipt_is_shown(tmp_path: Path, hostile: str) -> None:
    page = _receipt(
        tmp_path / "receipt.html", {hostile: {hostile: hostile, "list": [{hostile: hostile}]}}
    )
    assert page.text.count(hostile) == 5
    assert not page.every("script")
    assert not page.every("img")


def test_a_number_of_the_force_is_marked_as_one_that_does_not_break(tmp_path: Path) -> None:
    figures = (("Harm", "19,328,432"), ("Share", "42.0 %"), ("Hours", "none to share"))
    page = _index(tmp_path / "index.html", force=_summary("Force", "", figures=figures))
    classes = [attributes.get("class") for tag, attributes in page.elements if tag == "dd"]
    assert classes[:3] == ["figure", "figure", None]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (157_569.0, "157,569"),
        (160_000, "160,000"),
        (300.0, "300"),
        (0.5, "0.5"),
        (2025, "2025"),
        (-1424.7733479400001, "-1424.77"),
        (1.0068649885583523, "1.00686"),
        (3.25e-05, "0.0000325"),
        (float("nan"), "not known"),
        (float("inf"), "no end"),
    ],
)
def test_a_number_in_the_receipt_is_written_as_it_is_read(
    tmp_path: Path, number: float, words: str
) -> None:
    assert f"Total {words} OFFICIAL" in _receipt(tmp_path / "r.html", {"total": number}).text


def test_what_stands_in_a_cell_of_the_receipt_is_read_as_the_rest(tmp_path: Path) -> None:
    found = [{"first_dates": (("1/2/2025", date(2025, 2, 1)), ("n/a", None)), "share": [1 / 3]}]
    text = _receipt(tmp_path / "r.html", {"found": found}).text
    assert "First dates Share 1/2/2025, 2025-02-01; n/a, not given 0.333333 OFFICIAL" in text
