"""What may be asked of the week's watch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hotspots.analyse.watch.watch_params import CircleParams, WatchParams
from hotspots.study.journey import Journey

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile, TriggerPlan


@dataclass(frozen=True, kw_only=True)
class WatchJourneyParams:
    """What the watch may be asked to do otherwise.

    Attributes
    ----------
    watch : WatchParams
        When a week is called out.
    circle : CircleParams
        How a moving circle looks.
    """

    watch: WatchParams = field(default_factory=WatchParams)
    circle: CircleParams = field(default_factory=CircleParams)

    def of_plan(self, plan: TriggerPlan) -> WatchJourneyParams:
        """Return these with the plan's own thresholds laid over them.

        Raises
        ------
        ParameterError
            When the plan's cannot be used.
        """
        own = {name: getattr(plan, name) for name in ("z", "window", "radius_m")}
        said = {name: value for name, value in own.items() if value is not None}
        radius = {name: said.pop(name) for name in ("radius_m",) if name in said}
        return WatchJourneyParams(
            watch=replace(self.watch, **said), circle=replace(self.circle, **radius)
        )


def _check(profile: ForceProfile, params: WatchJourneyParams) -> None:
    for plan in profile.trigger_plans:
        params.of_plan(plan)


WATCH: Final = Journey(
    label="watch", command="watch", table="watch", params=WatchJourneyParams, check=_check
)
