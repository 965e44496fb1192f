"""How two periods are set beside each other on a map: the knobs, with reasons."""

from __future__ import annotations

from dataclasses import dataclass

from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.errors import ParameterError


@dataclass(frozen=True, kw_only=True)
class ChangeMapParams:
    """How two periods are set beside each other on a map.

    Attributes
    ----------
    bandwidth_m : float
        How wide an offence is spread. 400 m, wider than on a map of one period: a change rests on
        the difference of two counts.
    cell_size_m : float
        100 m: four cells to the bandwidth.
    relabellings : int
        How often the periods are shuffled among the points. 199 tell a chance of 1 in 200.
    relabelling_seed : int
        Of the shuffling; the same seed gives the same map.
    level : float
        An area's share of the whole changed where chance, over all areas, gives as much no more
        often than this.
    """

    bandwidth_m: float = 400.0
    cell_size_m: float = 100.0
    relabellings: int = 199
    relabelling_seed: int = 15
    level: float = 0.05

    @property
    def surface(self) -> KernelDensityParams:
        """How wide, and how finely, as every surface takes it."""
        return KernelDensityParams(bandwidth_m=self.bandwidth_m, cell_size_m=self.cell_size_m)

    def __post_init__(self) -> None:
        self.surface  # noqa: B018 - refuses what no surface could use
        if not 99 <= self.relabellings <= 9_999:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"relabellings must be from 99 to 9999, not {self.relabellings}.")
        if not 0 < self.level < 1:
            raise ParameterError(f"level must be between 0 and 1, not {self.level:g}.")
