"""Pre-scoping packs: what a planner must know of a chosen ward before a Street Week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.wards.ward_offences import place_offences
from hotspots.analyse.wards.ward_scope import ToldCount, homes_of_ward, scope_ward
from hotspots.errors import SettingsError
from hotspots.load.address_store import read_addresses, require_same_areas
from hotspots.load.offence_codes import read_offence_codes
from hotspots.nearest import instead_of
from hotspots.render.wards.ward_pack_content import WardPack
from hotspots.study.counted_themes import theme_lines
from hotspots.study.run_folder import folder_name
from hotspots.study.selected import chosen_indices, chosen_selection, places_of
from hotspots.study.street_maps import street_map

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.wards.ward_ranking import WardRanking
    from hotspots.render.stamp import ProductStamp
    from hotspots.render.wards.ward_columns import MeasureWords
    from hotspots.study.executor import Progress
    from hotspots.study.harm_maps.journeys import HarmMapParams
    from hotspots.study.street_layer import StreetLayer
    from hotspots.study.wards.wards_input import WardInputs

FOLDER: Final = "packs"


def chosen_wards(
    wards: pd.DataFrame, named: Sequence[str], *, or_districts: Sequence[str] = ()
) -> list[str]:
    """Return the codes of the wards that a planner named, by code or by name.

    Districts that might have been named in their place are offered with them.

    Raises
    ------
    SettingsError
        When a name is no ward's, or two wards'; the message gives the codes.
    """
    return [_chosen(wards, name, or_districts) for name in dict.fromkeys(named)]


def _chosen(wards: pd.DataFrame, name: str, or_districts: Sequence[str]) -> str:
    said = name.strip().casefold()
    codes = wards[schema.WARD_CODE].astype("str")
    by_code = codes[codes.str.casefold() == said]
    if len(by_code):
        return str(by_code.iloc[0])
    found = wards[wards[schema.WARD_NAME].str.casefold() == said]
    if len(found) == 1:
        return str(found[schema.WARD_CODE].iloc[0])
    if len(found) > 1:
        listed = ", ".join(
            f"{code} in {district}"
            for code, district in zip(found[schema.WARD_CODE], found[schema.DISTRICT], strict=True)
        )
        raise SettingsError(f"Several wards are called {name!r}: {listed}. Give the code.")
    known = sorted({*or_districts, *wards[schema.WARD_NAME].astype("str")})
    raise SettingsError(
        f"No {'district or ward' if or_districts else 'ward'} is called {name!r}, nor has that "
        f"code. {instead_of(name, known)}"
    )


def write_packs(  # noqa: PLR0913 - a pack is told all that it needs to know
    folder: Path,
    codes: Sequence[str],
    given: WardInputs,
    ranking: WardRanking,
    *,
    measures: Sequence[MeasureWords],
    addresses: Path | None,
    harm: HarmMapParams,
    stamp: ProductStamp,
    streets: StreetLayer | None,
    progress: Progress,
) -> dict[str, str]:
    """Write the pack of each ward; return its folder within the run, by the ward's code.

    Parameters
    ----------
    folder : Path
        Of the run.
    codes : sequence of str
        Of the wards.
    given : WardInputs
    ranking : WardRanking
    measures : sequence of MeasureWords
    addresses : Path or None
        The converted addresses.
    harm : HarmMapParams
        How harm spots are found; as the harm map finds them.
    stamp : ProductStamp
    streets : StreetLayer or None
    """
    if not codes:
        return {}
    from hotspots.render.wards.ward_pack import write_ward_pack  # noqa: PLC0415 - slow to import

    step = "Writing pre-scoping packs"
    progress(step, 0, len(codes) + 1)
    spots = _harm_spots(given, harm)
    earlier = (
        None
        if given.earlier is None
        else place_offences(given.earlier.offences, given.wards, given.look_up).offences
    )
    homes = None if addresses is None else _homes(addresses, given)
    written: dict[str, str] = {}
    for done, code in enumerate(codes, start=1):
        progress(step, done, len(codes) + 1)
        pack = _pack(code, given, ranking, measures, spots, earlier, homes, stamp)
        around = given.wards[given.wards[schema.WARD_CODE] == code]
        pack = replace(pack, street_map=street_map(streets, around))
        own = f"{FOLDER}/{folder_name(f'{code} {pack.ward[schema.WARD_NAME]}')}"
        write_ward_pack(folder / own, pack)
        written[code] = own
    progress(step, len(codes) + 1, len(codes) + 1)
    return written


def _homes(addresses: Path, given: WardInputs) -> gpd.GeoDataFrame:
    wards = given.wards[schema.WARD_CODE].tolist()
    require_same_areas(addresses, districts=given.profile.district_names, wards=wards)
    return read_addresses(addresses)


def _harm_spots(given: WardInputs, harm: HarmMapParams) -> gpd.GeoDataFrame:
    from hotspots.study.harm_maps.harm_analysis import analyse_harm  # noqa: PLC0415 - slow to import

    profile = given.profile
    return analyse_harm(
        given.loaded.offences,
        given.study_area.districts,
        period=given.loaded.period,
        selection=chosen_selection(profile, harm.selection),
        indices=chosen_indices(harm.index),
        police_discovered=profile.police_discovered,
        places=places_of(profile),
        offence_names=read_offence_codes().offence,
        full_points=given.loaded.full_places,
        with_surfaces=False,
        params=harm,
    ).spots


def _told(code: str, ranking: WardRanking) -> list[ToldCount]:
    """Return the counts that the wards' table tells of a ward, by its rates and its people."""
    return [
        ToldCount(held=each.held.to_numpy(bool), number=float(each.counts[code]))
        for each in ranking.measures
        if each.held is not None and each.counts is not None
    ]


def _pack(
    code: str,
    given: WardInputs,
    ranking: WardRanking,
    measures: Sequence[MeasureWords],
    spots: gpd.GeoDataFrame,
    earlier: gpd.GeoDataFrame | None,
    homes: gpd.GeoDataFrame | None,
    stamp: ProductStamp,
) -> WardPack:
    profile = given.profile
    scope = scope_ward(
        code,
        wards=ranking.table,
        offences=ranking.offences,
        earlier=earlier,
        spots=spots,
        homes=homes,
        period=given.loaded.period,
        themes=theme_lines(profile, ranking.offences),
        told=_told(code, ranking),
        offence_names=read_offence_codes().offence,
    )
    return WardPack(
        ward=scope.ward,
        wards=ranking.table,
        preset=f"Ranked by: {ranking.preset.lower()}",
        measures=measures,
        offences=scope.offences,
        mix=scope.mix,
        by_month=scope.by_month,
        neighbours=scope.neighbours,
        themes=scope.themes,
        streets=scope.streets,
        addresses=None if homes is None else _in_order(homes_of_ward(homes, scope.ward)),
        hours=scope.hours,
        busiest=scope.busiest,
        repeat_places=scope.repeat_places,
        spots=scope.spots,
        stamp=stamp,
    )


def _in_order(homes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return homes by street, then by their number as a person counts, then by flat."""
    number = pd.to_numeric(homes[schema.NUMBER].str.extract(r"^(\d+)", expand=False))
    ordered = homes.assign(counted=number).sort_values(
        [schema.STREET, "counted", schema.NUMBER, schema.FLAT, schema.UPRN], na_position="last"
    )
    return pd.DataFrame(ordered.drop(columns=[homes.geometry.name, "counted"])).reset_index(
        drop=True
    )
