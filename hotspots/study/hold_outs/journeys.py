"""What a study of accuracy may be asked, and which offences it is to foresee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hotspots.analyse.hold_outs.accuracy_params import ComparisonParams
from hotspots.errors import ParameterError
from hotspots.study.journey import Journey

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile
    from hotspots.selection import Selection

ALL: Final = "all"
HARM, NUMBER = "harm", "number"


@dataclass(frozen=True, kw_only=True)
class AccuracyParams:
    """What a study of accuracy may be asked to do otherwise.

    Attributes
    ----------
    compare : ComparisonParams
        On what ground, and how closely.
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or
        the path of a force's own table.
    foresee : str or None
        Which offences, and by what: selections of the profile with commas between, each with
        :harm or :number after it; all:harm is every offence by harm. By default all offences by
        harm, those that harm spots are made of by harm and by number, and those whose neighbours
        are visited by number.
    include_police_discovered : bool
        Keep offences that police activity finds (drugs, weapons) in the selections, as "all" does.
        Off, because harm spots leave them out.
    """

    compare: ComparisonParams = field(default_factory=ComparisonParams)
    index: str = "css"
    foresee: str | None = None
    include_police_discovered: bool = False


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """One set of offences to be foreseen: all of them or a selection, by harm or by number."""

    selection: Selection | None
    by_harm: bool

    @property
    def label(self) -> str:
        """What a person calls it, such as ``Street violence: number``."""
        name = "All offences" if self.selection is None else self.selection.label
        return f"{name}: {HARM if self.by_harm else NUMBER}"


def foreseen_of(profile: ForceProfile, asked: str | None) -> tuple[Foreseen, ...]:
    """Return what is to be foreseen.

    Parameters
    ----------
    profile : ForceProfile
    asked : str or None
        As ``AccuracyParams.foresee``.

    Raises
    ------
    ParameterError
        When a selection is not in the profile, or the measure is neither harm nor number.
    """
    spots, homes = profile.harm_spot_selection, profile.burglary_selection
    usual = f"{ALL}:{HARM},{spots}:{HARM},{spots}:{NUMBER},{homes}:{NUMBER}"
    return tuple(dict.fromkeys(_parsed(profile, asked or usual)))


def _parsed(profile: ForceProfile, asked: str) -> Iterator[Foreseen]:
    known = [ALL, *sorted(profile.selections)]
    for part in asked.split(","):
        name, _, measure = part.strip().partition(":")
        if name not in known or measure not in (HARM, NUMBER):
            raise ParameterError(
                f"foresee cannot be {part.strip()!r}. Give a selection and :{HARM} or :{NUMBER}, "
                f"for example {ALL}:{HARM}. The profile {profile.key!r} has: {', '.join(known)}."
            )
        selection = None if name == ALL else profile.selections[name]
        yield Foreseen(selection=selection, by_harm=measure == HARM)


ACCURACY: Final = Journey(
    label="accuracy",
    command="accuracy",
    table="accuracy",
    params=AccuracyParams,
    of_profile=lambda profile: {"spot_count": profile.harm_spot_count},
    check=lambda profile, params: foreseen_of(profile, params.foresee),
)
