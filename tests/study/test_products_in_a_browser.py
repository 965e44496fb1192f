"""Every page of a run, opened in a real browser without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots import product_files
from tests.browser import Visit, barriers
from tests.demonstration import DemoRun
from tests.run_files import the_file, the_page

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def test_every_map_opens_switches_its_layers_and_asks_for_nothing(
    demo_run: DemoRun, visit: Open
) -> None:
    pages = sorted(demo_run.run.folder.glob("*/harm-map_*.html"))
    assert len(pages) == len(demo_run.job.inputs.profile.districts) + 1
    for path in pages:
        seen = visit(path)
        surfaces = seen.page.locator(".leaflet-control-layers input[type=radio]")
        assert surfaces.count() == 4, path.parent.name  # three surfaces, and none
        density = seen.page.locator("img.leaflet-image-layer")
        first = density.get_attribute("src")
        surfaces.nth(1).check()
        assert density.count() == 1
        assert density.get_attribute("src") != first
        assert seen.quiet, path.parent.name


def test_a_spot_says_why_it_is_there_and_when(demo_run: DemoRun, visit: Open) -> None:
    spot = demo_run.run.found.spots.iloc[0]
    district = the_file(demo_run.run.folder / "force", product_files.HARM_MAP_PAGE)
    seen = visit(district)
    seen.page.locator(".leaflet-marker-icon").first.click()
    card = seen.page.locator(".leaflet-popup")
    card.wait_for(state="visible")
    assert card.get_by_role("img").count() == 1  # the hours of the week
    assert spot["why"].split(":")[0].split(" of ")[0] in card.inner_text()
    assert seen.quiet


@pytest.mark.parametrize("page", ["index.html", "receipt.html"])
@pytest.mark.parametrize("width", [1400, 390])
def test_the_run_s_own_pages_fit_a_desk_and_a_phone(
    demo_run: DemoRun, visit: Open, page: str, width: int
) -> None:
    seen = visit(demo_run.run.folder / page, width=width)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.title()
    assert seen.quiet


@pytest.mark.parametrize(
    "page", ["index.html", "receipt.html", f"colchester/{product_files.HARM_MAP_PAGE}"]
)
def test_axe_finds_no_fault(demo_run: DemoRun, visit: Open, page: str) -> None:
    seen = visit(the_page(demo_run.run.folder, page), bypass_csp=True)
    assert barriers(seen.page) == {}


def test_the_index_leads_to_every_map_and_file(demo_run: DemoRun, visit: Open) -> None:
    folder: Path = demo_run.run.folder
    seen = visit(folder / "index.html")
    links = seen.page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    inside = [link for link in links if link and not link.startswith("#")]
    assert len(inside) > 60
    for link in inside:
        assert (folder / link).is_file(), link
