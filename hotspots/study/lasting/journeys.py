"""What may be asked of places that are new, lasting or fading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.lasting.lasting_params import LastingParams
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class LastingJourneyParams:
    """What may be asked otherwise.

    Attributes
    ----------
    lasting : LastingParams
        How places are followed over the months.
    """

    lasting: LastingParams = field(default_factory=LastingParams)


LASTING: Final = Journey(
    label="lasting", command="lasting", table="lasting", params=LastingJourneyParams
)
