"""The files of one district's patrol plan, and what the run's index says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hotspots import product_files, schema
from hotspots.analyse.patrols.duty_week import monday_of
from hotspots.analyse.patrols.patrol_params import MINUTES_A_DAY
from hotspots.render.patrols.slot_card import DistrictPlan, PlanFacts, slot_cards
from hotspots.render.patrols.slot_card_page import write_plan_page
from hotspots.render.patrols.slot_card_pdf import slot_maps, write_slot_cards
from hotspots.render.patrols.slot_card_tables import write_plan_csv, write_plan_xlsx
from hotspots.render.patrols.slot_card_words import plan_figures
from hotspots.render.run_index import DistrictSummary
from hotspots.study.patrols.patrol_plan_words import night_in_words
from hotspots.study.street_maps import street_map

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
    from hotspots.analyse.patrols.patrol_slots import PatrolPlan
    from hotspots.load.boundaries import StudyArea
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.street_layer import StreetLayer


@dataclass(frozen=True, kw_only=True)
class DistrictPlanProducts:
    """All that the files of one district show; it travels to whichever process makes them."""

    folder: Path
    plan: DistrictPlan
    streets: StreetLayer | None
    area: gpd.GeoDataFrame

    def path(self, what: str) -> Path:
        """Return where one of its files stands."""
        return self.folder / self.plan.facts.stamp.file_name(what, self.folder.name)


def plan_facts(
    stamp: ProductStamp, params: PatrolPlanParams, week_of: date, *, hours_known: bool
) -> PlanFacts:
    """Return what holds of the whole force's plan; each district's says its own name."""
    duty = params.duty
    return PlanFacts(
        stamp=stamp,
        district="",
        monday=monday_of(week_of),
        duty=str(duty),
        duty_ends_after_midnight_min=max(0, duty.start + duty.length - MINUTES_A_DAY),
        night=night_in_words(params),
        minutes=params.minutes,
        gap_minutes=params.gap_minutes,
        pairs=params.pairs,
        visits_a_day=params.visits_a_day,
        hours_known=hours_known,
    )


def district_products(
    folder: Path,
    district: str,
    spots: gpd.GeoDataFrame,
    plan: PatrolPlan,
    facts: PlanFacts,
    study_area: StudyArea,
    streets: StreetLayer | None,
) -> DistrictPlanProducts:
    """Return what one district's files show, and the folder that they go into."""
    own = spots[spots[schema.DISTRICT] == district]
    districts = study_area.districts
    return DistrictPlanProducts(
        folder=folder,
        plan=DistrictPlan(
            facts=replace(facts, district=district),
            cards=slot_cards(own, plan.visits, plan.unfitted, plan.coverage, study_area.wards),
        ),
        streets=streets,
        area=districts[districts[schema.DISTRICT] == district],
    )


def write_district_plan(products: DistrictPlanProducts) -> None:
    """Write a district's cards, its page for a phone, its workbook and its form."""
    plan = products.plan
    products.folder.mkdir()
    maps = slot_maps(plan, street_map(products.streets, products.area))
    write_plan_page(products.path(product_files.PATROL_PLAN_PAGE), plan, maps)
    write_slot_cards(products.path(product_files.PATROL_PLAN["Slot cards (PDF)"]), plan, maps)
    write_plan_xlsx(products.path(product_files.PATROL_PLAN["Excel"]), plan)
    write_plan_csv(products.path(product_files.PATROL_FORM), [plan], plan.facts.stamp)


def summary_of(products: DistrictPlanProducts, local_policing_area: str) -> DistrictSummary:
    """Return what the run's index says of one district."""
    folder = products.folder.name
    files = {"Plan for a phone": product_files.PATROL_PLAN_PAGE, **product_files.PATROL_PLAN}
    return DistrictSummary(
        name=products.plan.facts.district,
        local_policing_area=local_policing_area,
        map_page=f"{folder}/{products.path(product_files.PATROL_PLAN_PAGE).name}",
        figures=plan_figures(products.plan),
        downloads={label: f"{folder}/{products.path(file).name}" for label, file in files.items()},
    )
