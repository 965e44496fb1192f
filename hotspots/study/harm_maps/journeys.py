"""What may be asked of the main job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams
from hotspots.analyse.streets.street_params import HarmStreetParams, StreetMatchParams
from hotspots.errors import ParameterError
from hotspots.study.journey import Journey

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile


@dataclass(frozen=True, kw_only=True)
class AlongStreetsParams:
    """What follows the streets, where the force's layers have them.

    Attributes
    ----------
    surface : {"planar", "network"}
        Whether harm is spread over the ground or along the streets, by walking distance. Planar,
        the surface that other software draws, and the one that needs no streets.
    spots : {"hulls", "streets"}
        Whether harm spots are drawn around where offences crowd, or as stretches of street. Hulls:
        docs/harm-streets.md says which of the two foresees more.
    """

    surface: Literal["planar", "network"] = "planar"
    spots: Literal["hulls", "streets"] = "hulls"

    @property
    def needs_streets(self) -> bool:
        """Whether a run cannot do without streets."""
        return self.surface == "network" or self.spots == "streets"


@dataclass(frozen=True, kw_only=True)
class HarmMapParams:
    """What the main job may be asked to do otherwise.

    Attributes
    ----------
    index : str
        Harm index that ranks and colours: css (ONS Crime Severity Score), cchi (Cambridge Crime
        Harm Index), count, or the path of a force's own table.
    selection : str or None
        Named selection in the force profile that harm spots are made of; by default the one that
        it names for them.
    include_police_discovered : bool
        Keep offences that police activity finds (drugs, weapons). Off, because they say where
        officers looked, and a map that follows them sends officers back there.
    shift : {"all", "early", "late", "night", "weekend-nights"}
        Spots and surfaces of one shift alone: early 07:00 to 15:00, late 15:00 to 23:00, night
        23:00 to 07:00, or Friday and Saturday nights 20:00 to 04:00. All, as spots are kept for
        every shift.
    by_shift : bool
        Write day and night beside each other too: the harm spots of each shift on one map, and
        which places are harm spots by day, by night, or by both. Off; it takes as long again.
    surface : KernelDensityParams
        How the surfaces are made.
    spots : HarmSpotParams
        How harm spots are made.
    along : AlongStreetsParams
        What follows the streets.
    match : StreetMatchParams
        How offences are put on streets.
    harm_streets : HarmStreetParams
        Which stretches of street can be harm streets.
    hexagons : bool
        Write the selection's harm by H3 hexagon too, for those who report by them. Off: one that
        holds little is not listed, and most hold little.
    identity : SpotIdentityParams
        When a harm spot is one of those in force.
    seed : int
        Seed of the resamples behind the spots' confidence.
    """

    index: str = "css"
    selection: str | None = None
    include_police_discovered: bool = False
    shift: Literal["all", "early", "late", "night", "weekend-nights"] = "all"
    by_shift: bool = False
    surface: KernelDensityParams = field(default_factory=KernelDensityParams)
    spots: HarmSpotParams = field(default_factory=HarmSpotParams)
    along: AlongStreetsParams = field(default_factory=AlongStreetsParams)
    match: StreetMatchParams = field(default_factory=StreetMatchParams)
    harm_streets: HarmStreetParams = field(default_factory=HarmStreetParams)
    hexagons: bool = False
    identity: SpotIdentityParams = field(default_factory=SpotIdentityParams)
    seed: int = 2025

    def __post_init__(self) -> None:
        if self.by_shift and self.shift != "all":
            raise ParameterError(
                f"by_shift shows every shift beside the others, and shift is {self.shift!r}. Leave "
                "out one of the two."
            )


def spots_of_profile(profile: ForceProfile) -> dict[str, Any]:
    """Return what a force profile says of how many harm spots are wanted."""
    return {"count": profile.harm_spot_count, "count_per": profile.harm_spot_count_per}


def check_selection_and_index(profile: ForceProfile, params: Any) -> None:  # noqa: ANN401 - of any journey
    """Refuse a selection or a harm index that is not there."""
    from hotspots.study.selected import chosen_indices, chosen_selection  # noqa: PLC0415 - heavy

    chosen_selection(profile, params.selection)
    chosen_indices(params.index)


HARM_MAP: Final = Journey(
    label="harm map",
    command="run",
    table="run",
    params=HarmMapParams,
    of_profile=spots_of_profile,
    check=check_selection_and_index,
)
