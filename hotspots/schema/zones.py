"""Zones: an outline to work in, its homes by street and round, and what was recorded in it."""

from __future__ import annotations

from typing import Final

from hotspots.schema.changes import LINE
from hotspots.schema.cocoons import ROUND, WALK_ORDER
from hotspots.schema.demand import LINE_KIND
from hotspots.schema.harm_spots import BUSIEST, OFFENCES, STREET, TOWN
from hotspots.schema.offences import UPRN
from hotspots.schema.patrols import MINUTES
from hotspots.schema.places import FLAT, NUMBER, POSTCODE

HOMES: Final = "homes"
FLATS: Final = "flats"
ROUNDS: Final = "rounds"  # text: "1, 2"
POSTCODES: Final = "postcodes"
STREETS: Final = "streets"  # text: the names, in the order of walking
WALK_M: Final = "walk_m"
BEGINS: Final = "begins"  # text: the address of the first door
OFFENCES_YEAR_BEFORE: Final = "offences_year_before"

# One row a line; counts that a reader may not see are missing.
ZONE_BASELINE_COLUMNS: Final = (LINE_KIND, LINE, OFFENCES, OFFENCES_YEAR_BEFORE)
# One row a street with homes.
ZONE_STREET_COLUMNS: Final = (STREET, TOWN, POSTCODES, HOMES, FLATS, ROUNDS)
ZONE_POSTCODE_COLUMNS: Final = (POSTCODE, HOMES)
# One row a round.
LEAFLET_ROUND_COLUMNS: Final = (ROUND, HOMES, WALK_M, MINUTES, BEGINS, STREETS)
# One row a home, in the order of walking.
LEAFLET_COLUMNS: Final = (ROUND, WALK_ORDER, STREET, NUMBER, FLAT, TOWN, POSTCODE, UPRN)
# One row a street, the most harm to people first; offences as a reader may see them.
BRIEFING_COLUMNS: Final = (STREET, OFFENCES, BUSIEST)
