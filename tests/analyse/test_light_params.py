"""What may be asked is known without loading what answers it: a page of help takes no numpy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import hotspots

ROOT = Path(hotspots.__file__).parent
ASKED = """
import sys
from importlib import import_module
for module in sys.argv[1:]:
    import_module(module)
heavy = {"numpy", "pandas", "scipy", "numba", "shapely", "geopandas", "pyproj"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_the_parameters_of_every_question_load_no_array_and_no_table() -> None:
    modules = [
        "hotspots.analyse.periods",
        "hotspots.analyse.weight_transform",
        *(
            ".".join(("hotspots", *file.relative_to(ROOT).with_suffix("").parts))
            for room in ("analyse", "demo")
            for file in sorted((ROOT / room).rglob("*params.py"))
        ),
    ]
    assert len(modules) > 10
    loaded = subprocess.run(
        [sys.executable, "-c", ASKED, *modules], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
