"""A small corpus of files that are whole, in every format that is read, and what damages them."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import xlsxwriter

from tests.cli.wick import ADDRESS_HEADER, burglary
from tests.study.small_force import BNG, HEADER, MARKET_STREET, MARSH, WICK, offence

Rows = Sequence[Sequence[object]]
Write = Callable[[Path], object]

EAST, NORTH = MARKET_STREET
OFFENCES: Rows = [HEADER, *(offence(n) for n in range(12)), burglary(5)]
ADDRESSES: Rows = [
    ADDRESS_HEADER,
    *(
        (10_000 + n, n, "Market Street", "Market Wick", "CM1 1AA", EAST + 8 * n, NORTH)
        for n in range(1, 9)
    ),
]
VISITS: Rows = [
    ("uprn", "visited_at", "role", "outcome"),
    *((10_000 + n, f"{12 + n}/12/2025 18:00", "PCSO", "spoken to") for n in range(8)),
]
PATROLS: Rows = [
    ("spot_id", "begins_at", "minutes", "role", "activity", "interactions"),
    *(("S001", f"{12 + n}/12/2025 18:00", 15, "PC", "engagement", n) for n in range(8)),
]
FIXES: Rows = [
    ("time", "longitude", "latitude", "device"),
    *((f"2025-12-13T18:{n:02d}:00Z", -0.5325, 51.703 + n / 10_000, "A1") for n in range(12)),
]
POINTS: Rows = [
    ("easting", "northing", "date"),
    *((EAST + 150 * n, NORTH, f"{13 + n}/12/2025") for n in range(8)),
]
RESIDENTS: Rows = [
    ("Ward code", "Ward name", "Residents"),
    ("E05990991", "Wick", 7_000),
    ("E05990992", "Marsh", 8_000),
]
MONTH: Rows = [
    (
        "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
        "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
    ),
    *(
        (f"{n:064x}", "2025-06", "Wickshire Police", "Wickshire Police", -0.5325, 51.703,
         "On or near Market Street", "E01000001", "Wick 001A", "Burglary", "", "")
        for n in range(8)
    ),
]  # fmt: skip
TRACK = """<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">
<trk><trkseg>{}</trkseg></trk></gpx>""".format(
    "".join(
        f'<trkpt lat="{51.703 + n / 10_000}" lon="-0.5325">'
        f"<time>2025-12-13T18:{n:02d}:00Z</time></trkpt>"
        for n in range(12)
    )
)


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_gzip(rows: Rows) -> bytes:
    return gzip.compress(as_csv(rows), mtime=0)


def as_zip(rows: Rows, name: str = "2025-06/2025-06-wickshire-street.csv") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), as_csv(rows), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def as_workbook(rows: Rows) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("Sheet 1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return held.getvalue()


def as_frame(rows: Rows) -> pd.DataFrame:
    header, *body = rows
    return pd.DataFrame(body, columns=list(map(str, header)))


def as_points(rows: Rows) -> gpd.GeoDataFrame:
    frame = as_frame(rows)
    points = gpd.points_from_xy(frame.pop("easting"), frame.pop("northing"))
    return gpd.GeoDataFrame(frame, geometry=points, crs=BNG)


def outlines() -> gpd.GeoDataFrame:
    table = {"LAD25CD": ["E07000991", "E07000992"], "LAD25NM": ["Wick", "Marsh"]}
    return gpd.GeoDataFrame(table, geometry=[WICK, MARSH], crs=BNG)


def geographic(table: Callable[[], gpd.GeoDataFrame], ending: str) -> Callable[[Path], None]:
    """Return what writes a geographic file; GeoJSON in longitude and latitude."""

    def write(path: Path) -> None:
        if ending == "parquet":
            table().to_parquet(path)
        elif ending == "geojson":
            table().to_crs("EPSG:4326").to_file(path, driver="GeoJSON")
        elif ending == "zip":
            table().to_file(path, driver="ESRI Shapefile", engine="pyogrio")
        else:
            table().to_file(path, driver="GPKG")

    return write


def written(data: bytes) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(data), None)[1]


# By what reads them: whole files by their ending.
WHOLE: dict[str, dict[str, Write]] = {
    "offences": {
        "csv": written(as_csv(OFFENCES)),
        "csv.gz": written(as_gzip(OFFENCES)),
        "xlsx": written(as_workbook(OFFENCES)),
        "zip": written(as_zip(MONTH)),
        "parquet": lambda path: as_frame(OFFENCES).to_parquet(path),
        "gpkg": geographic(lambda: as_points(OFFENCES), "gpkg"),
        "geojson": geographic(lambda: as_points(OFFENCES), "geojson"),
    },
    "boundaries": {
        "gpkg": geographic(outlines, "gpkg"),
        "geojson": geographic(outlines, "geojson"),
        "parquet": geographic(outlines, "parquet"),
    },
    "addresses": {
        "csv": written(as_csv(ADDRESSES)),
        "csv.gz": written(as_gzip(ADDRESSES)),
        "zip": written(as_zip(ADDRESSES, "homes.csv")),
        "xlsx": written(as_workbook(ADDRESSES)),
        "parquet": lambda path: as_frame(ADDRESSES).to_parquet(path),
        "gpkg": geographic(lambda: as_points(ADDRESSES), "gpkg"),
    },
    "points": {
        "csv": written(as_csv(POINTS)),
        "parquet": geographic(lambda: as_points(POINTS), "parquet"),
        "geojson": geographic(lambda: as_points(POINTS), "geojson"),
    },
    "ward tables": {"csv": written(as_csv(RESIDENTS)), "xlsx": written(as_workbook(RESIDENTS))},
    # Visits and deployments are read by the same reader.
    "patrols": {"xlsx": written(as_workbook(PATROLS))},
    "tracks": {"csv": written(as_csv(FIXES)), "gpx": written(TRACK.encode())},
}

LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Session over</body>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12\n"


def noise(seed: int, share: float = 0.01) -> Callable[[bytes], bytes]:
    """Return what changes some bytes by chance, always the same ones."""

    def changed(data: bytes) -> bytes:
        chance, held = random.Random(seed), bytearray(data)
        for _ in range(max(1, int(len(held) * share))):
            held[chance.randrange(len(held))] = chance.randrange(256)
        return bytes(held)

    return changed


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "one byte": lambda data: data[:1],
    "its beginning": lambda data: data[:40],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-7],
    "zeros in the middle": lambda data: data[:100] + bytes(len(data) // 4) + data[100:],
    "zeros for its second half": lambda data: data[: len(data) // 2] + bytes(len(data) // 2),
    "twice": lambda data: data + data,
    "a byte that is no text": lambda data: data[:100] + b"\x81" + data[100:],
    "a page to sign in": lambda _: LOGIN_PAGE,
    "a pointer": lambda _: POINTER,
    "a little noise": noise(1, 0.0),
    "some noise": noise(2),
    "much noise": noise(3, 0.2),
}
