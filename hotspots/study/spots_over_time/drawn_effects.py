"""What an outline that an analyst draws does to the harm spots that are patrolled now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.analyse.spots.standing_edits import area_of_wkt
from hotspots.analyse.spots_over_time.spots_now import lies_mostly_in
from hotspots.outlines import share_covered
from hotspots.study.past_spots import edits_that_stand

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.study.past_spots import PastSpots

# Outlines that share less have a border in common, drawn or rounded to the centimetre.
LEAST_SHARED_M2: Final = 1.0
# Outlines are kept to the centimetre.
SAME_WITHIN_M: Final = 0.02
WHOLLY: Final = 0.995
ONE_PER_CENT: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class CoveredSpot:
    """A harm spot that a drawn outline covers, wholly or in part.

    Attributes
    ----------
    spot_id, name : str
    share : float
        Of the spot's ground, 0 to 1.
    merged : bool
        Whether it goes into the drawn spot; otherwise it is cut back.
    """

    spot_id: str
    name: str
    share: float
    merged: bool

    @property
    def in_words(self) -> str:
        """Say what is covered, and what becomes of the spot."""
        share = "under 1 %" if self.share < ONE_PER_CENT else words.share(self.share)
        fate = "is merged into it" if self.merged else "is cut back to what is left of it"
        if self.merged and self.share < WHOLLY:
            fate = f"{fate}, and the rest of its ground is patrolled no more"
        return f"It covers {share} of {self.spot_id}, {self.name}: {self.spot_id} {fate}."


@dataclass(frozen=True, kw_only=True)
class MovedGround:
    """How far a spot was moved, and whether its new outline overlaps the old one."""

    moved_m: float
    overlaps_old: bool


@dataclass(frozen=True, kw_only=True)
class DrawnEffects:
    """What a drawn outline does.

    Attributes
    ----------
    covers : tuple of CoveredSpot
        Other spots, the most covered first.
    moved : MovedGround or None
        Of a spot that is patrolled already.
    """

    covers: tuple[CoveredSpot, ...] = ()
    moved: MovedGround | None = None

    @property
    def in_words(self) -> tuple[str, ...]:
        """Say what becomes of other spots, and of the ground that the spot leaves."""
        said = [each.in_words for each in self.covers]
        if self.moved is not None:
            said.append(
                f"Its middle moves by {self.moved.moved_m:,.0f} m. The ground that it leaves is "
                "patrolled no more, and the data do not choose it again."
            )
        return tuple(said)

    def as_mapping(self) -> dict[str, Any]:
        """Return the effects as plain values: a share is 0 to 1, a distance in metres."""
        moved = {} if self.moved is None else asdict(self.moved)
        return {"covers": [asdict(each) for each in self.covers], **moved}


def drawn_effects(
    wkt: str, now: gpd.GeoDataFrame, past: PastSpots, *, spot_id: str | None = None
) -> DrawnEffects:
    """Return what an outline does to the spots that are patrolled before it is drawn.

    Parameters
    ----------
    wkt : str
        The outline, in the force's system, metres.
    now : GeoDataFrame
        The spots before the edit, from ``spots_in_force_now``.
    past : PastSpots
        For which of them were drawn: these are cut back by a later outline, and never merged.
    spot_id : str, optional
        The spot that is moved.
    """
    outline, edits = area_of_wkt(wkt), edits_that_stand(past)
    drawn = set() if edits is None else {each.spot_id for each in edits.drawn}
    covers = []
    for spot, name, old in zip(
        now[schema.SPOT_ID], now[schema.SPOT_NAME], now.geometry, strict=True
    ):
        share = share_covered(old, outline)
        if spot != spot_id and share * old.area >= LEAST_SHARED_M2:
            # A drawn spot that lies wholly under a later outline has no ground left either.
            merged = old.covered_by(outline) if spot in drawn else lies_mostly_in(share)
            called = "no name" if pd.isna(name) else str(name)
            covers.append(CoveredSpot(spot_id=spot, name=called, share=share, merged=bool(merged)))
    covers.sort(key=lambda each: (-each.share, each.spot_id))
    mine = now[now[schema.SPOT_ID] == spot_id]
    moved = None if mine.empty else _moved(mine.geometry.iloc[0], outline)
    return DrawnEffects(covers=tuple(covers), moved=moved)


def drawn_there_already(wkt: str, now: gpd.GeoDataFrame) -> str | None:
    """Return the spot that is patrolled in this very outline, or None."""
    outline = shapely.normalize(area_of_wkt(wkt))
    for spot, other in zip(now[schema.SPOT_ID], now.geometry, strict=True):
        if shapely.equals_exact(outline, shapely.normalize(other), SAME_WITHIN_M):
            return str(spot)
    return None


def _moved(old: BaseGeometry, new: BaseGeometry) -> MovedGround:
    shared_m2 = float(shapely.area(shapely.intersection(old, new)))
    return MovedGround(
        moved_m=float(shapely.distance(old.centroid, new.centroid)),
        overlaps_old=shared_m2 >= LEAST_SHARED_M2,
    )
