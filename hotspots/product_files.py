"""What a run of each journey holds: what an index calls each file, and what the file is called.

A whole name also says of where and when a file is (``file_names.py``). Nothing is loaded here, so
that the browser application can offer files without loading what writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RECEIPT: Final = "receipt.json"
RECEIPT_PAGE: Final = "receipt.html"
SET_ASIDE: Final = "set_aside.csv"
# What every front page offers beside the run's own files: named alike in every run.
EVERY_RUN: Final[Mapping[str, str]] = {
    "Receipt": RECEIPT_PAGE,
    "Receipt (JSON)": RECEIPT,
    "Rows set aside (CSV)": SET_ASIDE,
}

# Harm map: in the folder of each district and of the force.
HARM_MAP_PAGE: Final = "harm-map.html"
HARM_MAP_PICTURE: Final = "harm-map.png"
HARM_SURFACE: Final = "harm-surface.tif"
BRIEFING: Final = "briefing.pdf"
HARM_SPOT_BOOK: Final = "harm-spots.xlsx"
HARM_SPOT_TABLE: Final = "harm-spots.csv"
HARM_SPOT_LAYERS: Final = "harm-spots.gpkg"
HARM_SPOT_OUTLINES: Final = "harm-spots.geojson"
HARM_MAP: Final[Mapping[str, str]] = {
    "Briefing (PDF)": BRIEFING,
    "Excel": HARM_SPOT_BOOK,
    "CSV": HARM_SPOT_TABLE,
    "QGIS (GeoPackage)": HARM_SPOT_LAYERS,
    "GeoJSON": HARM_SPOT_OUTLINES,
    "Surface in classes (GeoTIFF)": HARM_SURFACE,
}

# Harm map: beside them, where it was asked for or there is something to tell.
SPOT_HISTORY: Final = "since-the-set-in-force.csv"
SPOTS_SINCE: Final[Mapping[str, str]] = {
    "What became of the spots in force, and vetoes (CSV)": SPOT_HISTORY
}
SHIFT_PAGE: Final = "shifts.html"
SHIFTS: Final[Mapping[str, str]] = {
    "Day and night (map)": SHIFT_PAGE,
    "Day and night (CSV)": "shifts.csv",
    "Day and night (QGIS)": "shifts.gpkg",
}
HARM_STREET_TABLE: Final = "harm-streets.csv"
HARM_STREETS: Final[Mapping[str, str]] = {
    "Harm streets (Excel)": "harm-streets.xlsx",
    "Harm streets (CSV)": HARM_STREET_TABLE,
    "Harm streets (QGIS)": "harm-streets.gpkg",
}
HEXAGONS: Final[Mapping[str, str]] = {
    "Hexagons (CSV)": "hexagons.csv",
    "Hexagons (QGIS)": "hexagons.gpkg",
}

# Visit lists: in the folder of each district.
VISIT_LIST: Final[Mapping[str, str]] = {
    "Map": "visit-map.html",
    "To carry (PDF)": "visit-list.pdf",
    "Excel": "visit-list.xlsx",
    "CSV": "visit-list.csv",
    "GPX": "visit-list.gpx",
    "QGIS (GeoPackage)": "visit-list.gpkg",
    "GeoJSON": "visit-list.geojson",
    "Letter to leave (PDF)": "visit-letter.pdf",
}
AFTERCARE_FOLDER: Final = "aftercare"
AFTERCARE: Final = "aftercare.pdf"
AFTERCARE_LABEL: Final = "Aftercare sheet (PDF)"
NEAR_REPEAT_PICTURE: Final = "near-repeat.svg"
NEAR_REPEAT_TABLE: Final = "near-repeat.csv"

NEAR_REPEATS: Final[Mapping[str, str]] = {
    "Table (CSV)": NEAR_REPEAT_TABLE,
    "Picture (SVG)": NEAR_REPEAT_PICTURE,
    "What each one is (CSV)": "labels.csv",
    "Strings (CSV)": "strings.csv",
}

WARD_MAP: Final = "ward-map.html"
WARDS: Final[Mapping[str, str]] = {
    "Excel": "wards.xlsx",
    "CSV": "wards.csv",
    "QGIS (GeoPackage)": "wards.gpkg",
    "LSOA or outline (CSV)": "lsoa-or-outline.csv",
}
WARD_PACK_PDF: Final = "ward-pack.pdf"  # in a ward's own folder, with its map
WARD_PACK_BOOK: Final = "ward-pack.xlsx"

# Patrol plan: in the folder of each district; the form of all districts is beside the index.
PATROL_PLAN_PAGE: Final = "patrol-plan.html"
PATROL_FORM: Final = "patrol-plan.csv"
PATROL_PLAN: Final[Mapping[str, str]] = {
    "Slot cards (PDF)": "slot-cards.pdf",
    "Excel": "patrol-plan.xlsx",
    "Form to fill in (CSV)": PATROL_FORM,
}
PATROL_FIGURES: Final[Mapping[str, str]] = {
    "Excel": "patrols.xlsx",
    "By week (CSV)": "patrols-by-week.csv",
    "By harm spot (CSV)": "patrols-by-spot.csv",
}

SPOT_REVIEW: Final[Mapping[str, str]] = {
    "To print (PDF)": "spot-review.pdf",
    "Excel": "spot-review.xlsx",
    "CSV": "spot-review.csv",
}
EVALUATION: Final[Mapping[str, str]] = {
    "Report (PDF)": "evaluation.pdf",
    "Tables (Excel)": "evaluation.xlsx",
    "Measures (CSV)": "measures.csv",
    "Areas (CSV)": "areas.csv",
    "Step by step (CSV)": "series.csv",
    "QGIS (GeoPackage)": "evaluation.gpkg",
    "Before and during (SVG)": "series.svg",
    "How sure (SVG)": "forest.svg",
    "Map (SVG)": "map.svg",
}
ACCURACY: Final[Mapping[str, str]] = {
    "Tables (Excel)": "accuracy.xlsx",
    "Scores (CSV)": "accuracy.csv",
    "Differences (CSV)": "differences.csv",
    "Parts (CSV)": "parts.csv",
    "Settings tried (CSV)": "settings.csv",
}

CHANGES: Final[Mapping[str, str]] = {
    "To print (PDF)": "changes.pdf",
    "Table (Excel)": "changes.xlsx",
    "Table (CSV)": "changes.csv",
}
FORECAST: Final[Mapping[str, str]] = {
    "Workbook (Excel)": "forecast.xlsx",
    "Forecast (CSV)": "forecast.csv",
    "Back-test (CSV)": "back-test.csv",
}
CHANGE_MAP: Final[Mapping[str, str]] = {
    "Workbook (Excel)": "change-map.xlsx",
    "Zones (CSV)": "zones.csv",
    "Districts and wards (CSV)": "areas.csv",
    "Map of change (PNG)": "change.png",
}
LASTING: Final[Mapping[str, str]] = {
    "Workbook (Excel)": "lasting.xlsx",
    "Places (CSV)": "lasting.csv",
    "Places (QGIS)": "lasting.gpkg",
    "Map (PNG)": "lasting.png",
}
WATCH: Final[Mapping[str, str]] = {
    "Workbook (Excel)": "watch.xlsx",
    "Every area (CSV)": "watch.csv",
    "Circles (CSV)": "circles.csv",
}
DEMAND: Final[Mapping[str, str]] = {
    "To print (PDF)": "demand.pdf",
    "Workbook (Excel)": "demand.xlsx",
}
BURGLARY_PATTERN: Final[Mapping[str, str]] = {
    "To print (PDF)": "burglary-pattern.pdf",
    "Workbook (Excel)": "burglary-pattern.xlsx",
}
ZONE_OUTLINE: Final = "zone.geojson"
ZONE: Final[Mapping[str, str]] = {
    "To print (PDF)": "zone.pdf",
    "Workbook (Excel)": "zone.xlsx",
    "Outline (GeoJSON)": ZONE_OUTLINE,
    "Outline (GeoPackage)": "zone.gpkg",
}
ZONE_LEAFLETS: Final[Mapping[str, str]] = {"Leaflet list (CSV)": "leaflets.csv"}
