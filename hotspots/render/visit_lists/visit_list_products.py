"""Every file of one district's visit list."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from hotspots import product_files, schema
from hotspots.render.maps.street_map import StreetMap
from hotspots.render.visit_lists.visit_letter import VisitLetter, letter_for, write_visit_letter
from hotspots.render.visit_lists.visit_list import VisitListFacts, visit_list
from hotspots.render.visit_lists.visit_list_layers import (
    write_visit_geojson,
    write_visit_geopackage,
    write_visit_gpx,
)
from hotspots.render.visit_lists.visit_list_map import write_visit_map
from hotspots.render.visit_lists.visit_list_pdf import write_visit_pdf
from hotspots.render.visit_lists.visit_list_tables import write_visit_csv, write_visit_xlsx


def write_visit_list(
    folder: Path,
    homes: gpd.GeoDataFrame,
    facts: VisitListFacts,
    *,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None = None,
    letter: VisitLetter | None = None,
    streets: StreetMap | None = None,
) -> dict[str, Path]:
    """Write a district's list in every format, and the letter that goes with it.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    homes : GeoDataFrame
        ``schema.TOLD_COLUMNS``, in a projected system; rows with a walking order are the list.
    facts : VisitListFacts
    districts, wards : GeoDataFrame
        In the same system; ``wards`` may be None.
    letter : VisitLetter, optional
        Where the force has words or a contact of its own.
    streets : StreetMap, optional
        Of the whole district, for its maps to be drawn on.

    Returns
    -------
    dict of str to Path
        What an index calls each file, to the file.

    Raises
    ------
    InputError, MissingColumnError, CoordinateError, MissingPartError
    """
    the_list = visit_list(homes, facts)
    folder.mkdir(parents=True, exist_ok=True)
    names = facts.stamp.file_names(product_files.VISIT_LIST, folder.name)
    paths = {label: folder / name for label, name in names.items()}
    write_visit_map(paths["Map"], the_list, districts, wards, streets)
    write_visit_pdf(paths["To carry (PDF)"], the_list, streets)
    write_visit_xlsx(paths["Excel"], the_list)
    write_visit_csv(paths["CSV"], the_list)
    write_visit_gpx(paths["GPX"], the_list)
    own_wards = None if wards is None else wards[wards[schema.DISTRICT] == facts.district]
    write_visit_geopackage(paths["QGIS (GeoPackage)"], the_list, districts, own_wards)
    write_visit_geojson(paths["GeoJSON"], the_list)
    letter = letter or letter_for(facts.stamp, area=facts.district)
    write_visit_letter(paths["Letter to leave (PDF)"], letter, stamp=facts.stamp)
    return paths
