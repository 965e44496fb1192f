"""A small force's workspace, all that a command reads in it, written in a tenth of a second."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from hotspots.workspace import make_workspace
from tests.study.small_force import MARKET_STREET, PROFILE, export, layer, offence, ward_layer

AS_OF = "2025-12-31 08:00"
ADDRESS_HEADER = ("uprn", "number", "street", "town", "postcode", "easting", "northing")
HOMES = 12

Row = tuple[object, ...]


def burglary(number: int, *, reference: str | None = None, day: str = "29/12/2025") -> Row:
    """Return one exported row: a home in Market Street was broken into."""
    east, north = MARKET_STREET
    home = f"{number} Market Street, Market Wick"
    row = list(offence(number, (east + 8 * number, north), code="28E", address=home))
    row[0] = reference or f"W/B{number}"
    row[2] = row[4] = f"{day} 13:{number % 60:02d}"
    row[8] = "Y"
    return tuple(row)


def addresses(path: Path, homes: int = HOMES) -> Path:
    """Write the homes of Market Street, eight metres of frontage each."""
    east, north = MARKET_STREET
    rows = [
        (10_000 + n, n, "Market Street", "Market Wick", "CM1 1AA", east + 8 * n, north + 6)
        for n in range(1, homes + 1)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ADDRESS_HEADER, *rows])
    return path


def points(path: Path) -> Path:
    """Write burglaries as points with dates, for near repeat."""
    east, north = MARKET_STREET
    rows = [f"{east + 150 * n},{north},{10 + n}/12/2025" for n in range(20)]
    path.write_text("\n".join(["easting,northing,date", *rows]), encoding="utf-8")
    return path


def wick_workspace(root: Path, rows: Sequence[Row] | None = None) -> Path:
    """Make the workspace of Wickshire: offences with two burglaries of homes, and boundaries.

    The files of homes and of points stand beside the folders that are read.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / "wickshire.toml").write_text(PROFILE, encoding="utf-8")
    make_workspace(root, profile="wickshire.toml")
    year = [offence(n) for n in range(30)]
    export(root / "data", [*year, burglary(5), burglary(9)] if rows is None else rows)
    layer(root / "layers")
    ward_layer(root / "layers")
    addresses(root / "homes.csv")
    points(root / "points.csv")
    return root
