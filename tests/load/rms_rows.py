"""Rows of records-system exports, for the load room's tests."""

from __future__ import annotations

RMS_HEADER = (
    "reference,offence_code,from_time,to_time,reported_time,easting,northing,"
    "address,dwelling,outcome"
)
# Well inside Southvale.
MARKET_STREET = ("575200", "205300")


def rms_row(**changes: str) -> str:
    """One row of a records-system export: an assault in Market Street, unless told otherwise."""
    row = {
        "reference": "42/1001/25",
        "offence_code": "8N",
        "from_time": "13/06/2025 22:10",
        "to_time": "",
        "reported_time": "13/06/2025 22:30",
        "easting": MARKET_STREET[0],
        "northing": MARKET_STREET[1],
        "address": "Market Street",
        "dwelling": "N",
        "outcome": "",
    }
    return ",".join({**row, **changes}.values())
