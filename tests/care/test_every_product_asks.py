"""A product that does not ask `hotspots/care.py` fails here."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

import hotspots

PACKAGE = Path(hotspots.__file__).parent
# Who takes the hours of offences, and who asked of them before.
HOURS = {
    "analyse/temporal.py": "the method itself",
    "analyse/spots/harm_spot_attributes.py": "find_harm_spots leaves sensitive offences out",
    "analyse/patrols/spot_weeks.py": "of HarmAnalysis.selected, which has none",
    "analyse/wards/ward_scope.py": "asks care",
    "analyse/zones/briefing_places.py": "asks care",
    "analyse/wards/ward_rates.py": "a count of a ward's nights, no hour of a place",
    "study/harm_maps/shifts_beside.py": "whether any hour is known, of no place",
    "study/burglary_pattern/pattern_findings.py": "asks care of the burglaries first",
    "analyse/counted_lines.py": "a count of a district's nights, no hour of a place",
}


@lru_cache(maxsize=1)
def modules() -> list[tuple[str, list[ast.AST]]]:
    """Return the nodes of each module of the package."""
    return [
        (
            path.relative_to(PACKAGE).as_posix(),
            list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))),
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def callers(name: str) -> set[str]:
    """Return the modules that call a function or a class by this name."""
    return {
        module
        for module, nodes in modules()
        for node in nodes
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == name or getattr(node.func, "attr", None) == name)
    }


def users(name: str) -> set[str]:
    """Return the modules that import this name."""
    return {
        module
        for module, nodes in modules()
        for node in nodes
        if isinstance(node, ast.ImportFrom) and any(each.name == name for each in node.names)
    }


def test_care_alone_makes_what_pictures_and_rasters_are_drawn_of() -> None:
    assert callers("ClassedSurface") == {"care.py"}
    assert callers("shown_surface") == {"analyse/density/shown_density.py"}


def test_no_renderer_knows_a_density_but_the_one_of_the_unclassed_raster() -> None:
    drawn_from_densities = {each for each in users("Surface") if each.startswith("render/")}
    assert drawn_from_densities == {"render/maps/geotiff.py"}
    assert callers("write_unclassed_geotiff") == {"study/harm_maps/unclassed_surface.py"}


def test_densities_are_computed_for_care_or_on_request_alone() -> None:
    """`network_surface` spreads for `shown_density`, which alone is handed it."""
    spread = "analyse/streets/network_surface.py"
    assert callers("kernel_density") == {spread, "study/harm_maps/unclassed_surface.py"}
    handed_on = {"study/harm_maps/harm_analysis.py"}
    assert users("network_surface") == handed_on
    assert handed_on <= callers("shown_density")


def test_whoever_finds_crowded_places_leaves_lone_ones_out() -> None:
    """`harm_analysis` hands `crowded_places` to `find_harm_spots`, which leaves them out."""
    found = users("crowded_places") - {"study/harm_maps/harm_analysis.py"}
    assert found
    assert found <= callers("without_lone_places")
    assert "analyse/spots/harm_spots.py" in callers("sensitive")


@pytest.mark.parametrize("name", ["offence_hours", "busiest_hours"])
def test_whoever_takes_hours_has_said_who_asked(name: str) -> None:
    makes_spots_of_spots = {"analyse/patrols/patrolled_spots.py"}  # of spots' weeks, made above
    unknown = callers(name) - HOURS.keys() - makes_spots_of_spots
    assert not unknown, f"{unknown} take hours: ask care.sensitive first, and say so in HOURS"


def test_whoever_ranks_streets_asks() -> None:
    """`street_of` makes a street of an address; its callers group offences by it."""
    names_of_spots = {"analyse/spots/harm_spot_attributes.py", "analyse/spots/harm_spot_words.py"}
    # Its links are shown by `find_harm_spots`, and listed by floors of care's.
    puts_on_links = {"analyse/streets/offences_on_streets.py"}
    rank = callers("street_of") - names_of_spots - puts_on_links
    assert rank <= callers("at_shown_places"), rank - callers("at_shown_places")


def test_the_sensitive_codes_stand_in_one_place() -> None:
    """No other module reads the reference table's column."""
    readers = {
        module
        for module, nodes in modules()
        for node in nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == "sensitive"
    }
    assert readers == {"care.py"}
