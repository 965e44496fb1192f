"""Of which area a pattern is told: the force, a district, or a ward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.errors import SettingsError
from hotspots.nearest import instead_of
from hotspots.schema import AreaKind
from hotspots.study.wards.ward_packs import chosen_wards

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.load.boundaries import StudyArea
    from hotspots.profile import ForceProfile


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The area that is told of.

    Attributes
    ----------
    kind : AreaKind
    name : str
    ward_code : str
        Empty but for a ward.
    district : str
        Empty for the force.
    """

    kind: AreaKind
    name: str
    ward_code: str = ""
    district: str = ""

    def holds(self, offences: pd.DataFrame) -> pd.Series[bool]:
        """Say which offences lie in it."""
        if self.kind is AreaKind.FORCE:
            return offences[schema.CATEGORY].isna() | True
        column, own = (
            (schema.WARD_CODE, self.ward_code)
            if self.kind is AreaKind.WARD
            else (schema.DISTRICT, self.district)
        )
        held: pd.Series[bool] = (offences[column] == own).fillna(value=False).astype(bool)
        return held

    def districts(self, study_area: StudyArea) -> gpd.GeoDataFrame:
        """Return the districts that hold it."""
        whole = study_area.districts
        return whole[whole[schema.DISTRICT] == self.district] if self.district else whole


def chosen_scope(profile: ForceProfile, study_area: StudyArea, area: str | None) -> Scope:
    """Return the area of a name, or a ward's code; the force without one.

    Raises
    ------
    SettingsError
        When it is no district's and no ward's, or several wards'.
    """
    if area is None or area.strip().casefold() == profile.force_name.casefold():
        return Scope(kind=AreaKind.FORCE, name=profile.force_name)
    said = area.strip().casefold()
    for district in profile.district_names:
        if district.casefold() == said:
            return Scope(kind=AreaKind.DISTRICT, name=district, district=district)
    wards = study_area.wards
    if wards is None:
        raise SettingsError(
            f"No district is called {area!r}. {instead_of(area, profile.district_names)} For a "
            "ward give a layer of wards."
        )
    (code,) = chosen_wards(wards, [area], or_districts=profile.district_names)
    row = wards[wards[schema.WARD_CODE] == code].iloc[0]
    return Scope(
        kind=AreaKind.WARD,
        name=f"{row[schema.WARD_NAME]}, {row[schema.DISTRICT]}",
        ward_code=code,
        district=str(row[schema.DISTRICT]),
    )
