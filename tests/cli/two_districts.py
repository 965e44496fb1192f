"""The demonstration for a force of two of its districts: every product, in a fifth of the time."""

from __future__ import annotations

import shutil
from pathlib import Path

PROFILE = """
base = "demo"
[force]
name = "Two districts (demonstration)"
crs = "EPSG:27700"
timezone = "Europe/London"
marking = "OFFICIAL: DEMONSTRATION, ALL DATA INVENTED"
demonstration = true
[authorities]
E07000071 = "Colchester"
E07000073 = "Harlow"
[[districts]]
name = "Colchester"
local_policing_area = "North"
authorities = ["E07000071"]
[[districts]]
name = "Harlow"
local_policing_area = "West"
authorities = ["E07000073"]
"""


def of_two_districts(county: Path, root: Path) -> Path:
    """Copy the county's workspace for a force of two of its districts; return its folder."""
    shutil.copytree(county, root, ignore=shutil.ignore_patterns("prepared"))
    (root / "two.toml").write_text(PROFILE, encoding="utf-8")
    settings = root / "hotspots.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'profile = "demo"' in text
    settings.write_text(text.replace('profile = "demo"', 'profile = "two.toml"'), encoding="utf-8")
    return root
