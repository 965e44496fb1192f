"""What may be asked of the evaluation of an operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hotspots.analyse.operations.evaluation_params import EvaluationParams
from hotspots.study.journey import Journey

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile


@dataclass(frozen=True, kw_only=True)
class EvaluateParams:
    """What `hotspots evaluate` may be asked.

    Attributes
    ----------
    index : str
        Harm index of the harm-weighted difference: css (ONS Crime Severity Score), cchi (Cambridge
        Crime Harm Index), count, or the path of a force's own table.
    include_police_discovered : bool
        Count offences that police activity finds (drugs, weapons). Off, because an operation that
        brings officers to a place finds more of them there, and would look like harm done.
    method : EvaluationParams
        How the operation is judged.
    """

    index: str = "css"
    include_police_discovered: bool = False
    method: EvaluationParams = field(default_factory=EvaluationParams)


def _check_index(_: ForceProfile, params: EvaluateParams) -> None:
    from hotspots.study.selected import chosen_indices  # noqa: PLC0415 - heavy

    chosen_indices(params.index)


EVALUATION: Final = Journey(
    label="evaluation",
    command="evaluate",
    table="evaluate",
    params=EvaluateParams,
    check=_check_index,
)
