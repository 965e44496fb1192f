"""No run writes a file of which docs/threats.md does not say what it could tell of a person.

``tests/conftest.py`` asks it of every run that any test makes; here, of every name in the package.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import hotspots
from hotspots.study import receipt as receipts
from tests.care.matrix import files_of_the_matrix, not_in_the_matrix

PACKAGE = Path(hotspots.__file__).parent
PRODUCT = re.compile(r"[\w-]+\.(csv|xlsx|gpkg|geojson|gpx|parquet|pdf|png|svg|tif|json|html)")
# Forms to fill in that a command makes on request, and a file of the record of visits.
NO_PRODUCT = {"visit-outcomes.csv"}


def names_in_the_package() -> set[str]:
    """Return the names of files in what writes runs, but for those of templates."""
    templates = {path.name for path in PACKAGE.rglob("templates/**/*.html")}
    rooms = (path for room in ("render", "study") for path in (PACKAGE / room).rglob("*.py"))
    found = {
        node.value
        for path in (PACKAGE / "product_files.py", *rooms)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and PRODUCT.fullmatch(node.value)
    }
    return found - (templates - {"index.html"}) - NO_PRODUCT


def test_every_name_of_a_product_in_the_package_is_in_the_matrix() -> None:
    names = names_in_the_package()
    assert len(names) > 50
    assert not not_in_the_matrix(sorted(names))


def test_a_product_that_nobody_thought_of_is_found(tmp_path: Path) -> None:
    assert not_in_the_matrix(
        ["victims.csv", "tables/victims.csv", "force/harm-spots_force_1.csv"]
    ) == [
        "victims.csv",
        "tables/victims.csv",
    ]
    (tmp_path / "victims.csv").write_text("", encoding="utf-8")
    try:
        receipts.of_products(tmp_path)
    except AssertionError as found:
        assert "victims.csv" in str(found)  # noqa: PT017 - raised by the suite's own guard
    else:
        raise AssertionError("a run with an unknown product was let through")


def test_every_row_names_files() -> None:
    assert len(files_of_the_matrix()) > 80
