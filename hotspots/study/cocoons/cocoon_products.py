"""The files of one district's visit list, and the facts and figures that stand on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspots import product_files, schema, words
from hotspots.analyse.cocoons.aftercare import aftercare_visits
from hotspots.analyse.cocoons.cocoon_list import HOMES
from hotspots.analyse.cocoons.list_changes import CAUSE
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict
from hotspots.render.marked_csv import write_marked_csv
from hotspots.render.near_repeats.near_repeat_picture import near_repeat_picture
from hotspots.render.run_index import DistrictSummary
from hotspots.render.visit_lists.aftercare_sheet import write_aftercare_sheet
from hotspots.render.visit_lists.visit_list import RoundFacts, VisitListFacts
from hotspots.render.visit_lists.visit_list_products import write_visit_list
from hotspots.study.run_folder import aftercare_folder
from hotspots.study.street_maps import street_map

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.analyse.cocoons.cocoon_list import CocoonList
    from hotspots.load.boundaries import StudyArea
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.cocoons.local_ratios import LocalRatios
    from hotspots.study.street_layer import StreetLayer


@dataclass(frozen=True, kw_only=True)
class DistrictProducts:
    """Everything that one district's files show; it travels to whichever process makes them.

    Its maps are drawn on all ``streets`` of the district, whatever is on the list.
    """

    folder: Path
    homes: gpd.GeoDataFrame
    aftercare: pd.DataFrame
    facts: VisitListFacts
    bands: pd.DataFrame
    note: str
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    streets: StreetLayer | None = None

    @property
    def aftercare_in_no_round(self) -> int:
        """How many burgled homes with a clock no round has room for."""
        return int(self.aftercare[schema.ROUND].isna().sum())

    def path(self, what: str) -> Path:
        """Return where one of its files stands."""
        return self.folder / self.facts.stamp.file_name(what, self.folder.name)


def products_of(
    folder: Path,
    found: CocoonList,
    homes: gpd.GeoDataFrame,
    local: LocalRatios,
    stamp: ProductStamp,
    study_area: StudyArea,
    last_list: pd.DataFrame | None,
    kept_for: timedelta,
) -> DistrictProducts:
    """Return what is to be written for one district.

    Parameters
    ----------
    folder : Path
        Of the district, in the run's.
    found : CocoonList
    homes : GeoDataFrame
        What the files may tell of the list's homes: ``told_homes``.
    local : LocalRatios
        What the district's own burglaries say of near repeat.
    stamp : ProductStamp
    study_area : StudyArea
    last_list : DataFrame or None
        The list of this district before, if there was one.
    kept_for : timedelta
        How long a list is kept.
    """
    district = str(found.district)
    as_of = found.as_of.to_pydatetime()
    params = local.table.params
    return DistrictProducts(
        folder=folder,
        homes=homes,
        aftercare=aftercare_visits(found),
        facts=VisitListFacts(
            stamp=replace(stamp, caveats=(*found.notes, *stamp.caveats)),
            district=district,
            as_of=as_of,
            expires=expiry_of(as_of, stamp.made_at, kept_for),
            evidence=local.evidence.sentence,
            evidence_supports=local.evidence.verdict == Verdict.SUPPORTED,
            live_burglaries=len(found.burglaries),
            left_out=len(found.left_out),
            in_reach=int(found.counts[HOMES].sum()),
            excluded=_counts(found.excluded[schema.REASON].value_counts()),
            rounds=_rounds_told(found),
            ground=found.rounds.ground_words,
            risk_share=found.rounds.share,
            clocks_from=found.clocks_from.to_pydatetime(),
            dropped_off={} if last_list is None else _counts(found.dropped[CAUSE].value_counts()),
            first=last_list is None,
        ),
        bands=local.table.to_frame(),
        note=(
            f"Near repeat: {params.min_ratio:g} times chance or more, p {params.max_p_value:g} or "
            f"less. {params.metric.value.capitalize()} distance, bands {params.closure.value}, "
            f"{params.permutations} permutations."
        ),
        districts=study_area.districts,
        wards=study_area.wards,
    )


def _rounds_told(found: CocoonList) -> tuple[RoundFacts, ...]:
    """Return what is said of each round: lengths to a hundred metres, as they are meant."""
    return tuple(
        RoundFacts(
            number=each.number,
            visits=each.visits,
            places=each.places,
            walk_m=round(each.walk_m, -2),
            drive_m=round(each.drive_m, -3),
            minutes=round(each.minutes),
        )
        for each in found.rounds.rounds
    )


def expiry_of(as_of: datetime, made_at: datetime, kept_for: timedelta) -> datetime:
    """Return when a list expires: counted from its making, or from its moment if that is later."""
    return max(as_of, made_at.astimezone(as_of.tzinfo)) + kept_for


def _counts(counted: pd.Series[int]) -> dict[str, int]:
    return {str(name): int(count) for name, count in counted.items()}


def write_district(products: DistrictProducts) -> None:
    """Write a district's list in every format, and what near repeat was found there."""
    facts, districts = products.facts, products.districts
    write_visit_list(
        products.folder,
        products.homes,
        facts,
        districts=districts,
        wards=products.wards,
        streets=street_map(
            products.streets, districts[districts[schema.DISTRICT] == facts.district]
        ),
    )
    picture = near_repeat_picture(
        products.bands,
        title=f"Near repeat in {facts.district}",
        sentence=facts.evidence,
        note=products.note,
        stamp=facts.stamp,
    )
    products.path(product_files.NEAR_REPEAT_PICTURE).write_text(picture, encoding="utf-8")
    write_marked_csv(
        products.path(product_files.NEAR_REPEAT_TABLE), products.bands, facts.stamp.marking
    )


def write_aftercare(products: DistrictProducts) -> None:
    """Write a district's aftercare sheet, apart from its list.

    It is written after the receipt: of a hash of it one could try out whose home it names.
    """
    folder = aftercare_folder(products.folder.parent, products.folder.name)
    write_aftercare_sheet(folder / _sheet_name(products), products.aftercare, products.facts)


def _sheet_name(products: DistrictProducts) -> str:
    return products.facts.stamp.file_name(product_files.AFTERCARE, products.folder.name)


def facts_of(products: DistrictProducts, found: CocoonList, local: LocalRatios) -> dict[str, Any]:
    """Return what the receipt says of one district's list: no more than its files tell."""
    facts, chosen = products.facts, _to_visit(products)
    return {
        "homes_to_visit": len(chosen),
        "left_out_beyond_the_capacity": words.about(facts.left_out),
        "overdue": int(chosen[schema.OVERDUE].sum()),
        "aftercare_visits": len(products.aftercare) - products.aftercare_in_no_round,
        "aftercare_in_no_round": products.aftercare_in_no_round,
        "live_burglaries": facts.live_burglaries,
        "near_repeat": str(local.evidence.verdict),
        "evidence": local.evidence.sentence,
        "in_reach": words.about(facts.in_reach),
        "how_near": _counts(chosen[schema.NEARNESS].value_counts()),
        "notes": list(found.notes),
        "no_set_time": int(chosen[schema.DUE].isna().sum()),
        "rounds": [asdict(each) for each in facts.rounds],
        "walked": facts.ground,
        "share_of_risk": round(facts.risk_share, 2),
        "clocks_run_from": facts.clocks_from.isoformat(),
    }


def _to_visit(products: DistrictProducts) -> gpd.GeoDataFrame:
    return products.homes[products.homes[schema.WALK_ORDER].notna()]


def summary_of(products: DistrictProducts, local_policing_area: str) -> DistrictSummary:
    """Return what the run's index says of one district."""
    facts, folder = products.facts, products.folder.name
    chosen = _to_visit(products)
    files = {
        **product_files.VISIT_LIST,
        "Near repeat (picture)": product_files.NEAR_REPEAT_PICTURE,
        "Near repeat (CSV)": product_files.NEAR_REPEAT_TABLE,
    }
    sheet = (aftercare_folder(Path(), folder) / _sheet_name(products)).as_posix()
    return DistrictSummary(
        name=facts.district,
        local_policing_area=local_policing_area,
        map_page=f"{folder}/{products.path(product_files.VISIT_LIST['Map']).name}",
        figures=(
            ("Live burglaries", f"{facts.live_burglaries:,}"),
            ("Homes to visit", f"{len(chosen):,}"),
            ("Rounds", f"{len(facts.rounds):,}"),
            ("Aftercare visits", f"{len(products.aftercare) - products.aftercare_in_no_round:,}"),
            ("Aftercare in no round", f"{products.aftercare_in_no_round:,}"),
            ("Overdue", f"{int(chosen[schema.OVERDUE].sum()):,}"),
            ("With no set time", f"{int(chosen[schema.DUE].isna().sum()):,}"),
            ("Beyond the rounds", words.about(facts.left_out)),
            ("Near repeat here", "yes" if facts.evidence_supports else "not shown"),
        ),
        downloads={
            **{
                label: f"{folder}/{products.path(file).name}"
                for label, file in files.items()
                if label != "Map"
            },
            product_files.AFTERCARE_LABEL: sheet,
        },
    )


def moment_in_words(moment: datetime) -> str:
    """Return a moment as a person says it: ``31 December 2025, 08:00``."""
    return words.moment(moment, zone=False)
