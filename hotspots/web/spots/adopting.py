"""A run's harm spots put in force: which may be, what it would do, and with what reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404

from hotspots import schema
from hotspots.errors import InputError
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.web import force
from hotspots.web.maps.district_week import rows_of
from hotspots.web.models import Person, StartedRun
from hotspots.web.run_shelf import runs_of

if TYPE_CHECKING:
    from hotspots.study.spots_over_time.run_to_adopt import RunToAdopt

MOST_OFFERED: Final = 6
OTHER_NUMBERS: Final = (
    "The run was not made beside the set that is in force, so its numbers may stand for other "
    "places. Start harm maps again under Runs, and put that run's spots in force."
)
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ToAdopt:
    """A run's harm spots beside the set that is in force.

    Attributes
    ----------
    found : RunToAdopt
    in_force : str
        The name of the set in force; empty where there is none.
    """

    found: RunToAdopt
    in_force: str

    @property
    def is_in_force(self) -> bool:
        """Whether it is this very set."""
        return self.found.spot_set == self.in_force

    @property
    def knows_the_set(self) -> bool:
        """Whether the run gave its numbers by the set in force: each then stays with its place."""
        return self.found.known_set == self.in_force

    @property
    def counts(self) -> dict[str, int]:
        """How many spots are kept, moved, new and so on, and how many would be gone."""
        words = [str(row.get(schema.CHANGE) or schema.SpotChange.NEW) for row in self._rows]
        counts = Counter(word.split()[0] for word in words)
        return {**counts, "no more in force": len(self.found.gone)}

    @property
    def changed(self) -> Sequence[Row]:
        """The spots of the run that are not as they were, by rank."""
        return [row for row in self._rows if row.get(schema.CHANGE) != schema.SpotChange.KEPT]

    @property
    def _rows(self) -> Sequence[Row]:
        return rows_of(self.found.spots.sort_values(schema.RANK, na_position="last"))


def offered_runs(person: Person) -> list[Path]:
    """Return the harm maps that a person may put in force: published ones, and their own."""
    maps = force.workspace().maps
    own = set(StartedRun.objects.filter(person=person).values_list("made", flat=True))
    published = set(runs_of(maps, HARM_MAP.label))
    return [
        run
        for run in runs_of(maps, HARM_MAP.label, drafts=True)
        if run in published or run.name in own
    ]


def to_adopt(name: str, person: Person) -> ToAdopt:
    """Return a run's harm spots beside the set in force.

    Raises
    ------
    Http404
        When there is no such run for them.
    HotspotsError
        When its layer of spots is gone, or is not what the run wrote.
    """
    from hotspots.study.spots_over_time.run_to_adopt import spots_of_run  # noqa: PLC0415 - heavy

    run = next((each for each in offered_runs(person) if each.name == name), None)
    if run is None:
        raise Http404
    sets = force.ledger().spot_sets()
    in_force = "" if sets.empty else str(sets[schema.SPOT_SET].iloc[-1])
    return ToAdopt(found=spots_of_run(run), in_force=in_force)


def adopt(asked: ToAdopt, *, reason: str, instead_of: str) -> None:
    """Put a run's harm spots in force, in place of the set that was seen to be.

    Raises
    ------
    InputError
        When another set is in force by now, the run knew another one, or the ledger does not take
        it.
    """
    found = asked.found
    if instead_of == asked.in_force and not (asked.is_in_force or asked.knows_the_set):
        raise InputError(OTHER_NUMBERS)
    force.ledger().adopt_spots(
        found.spots,
        spot_set=found.spot_set,
        adopted_at=datetime.now(UTC),
        chosen_from=found.chosen_from,
        chosen_to=found.chosen_to,
        reason=reason,
        adopted_by_role=str(schema.EntryRole.ANALYST),
        instead_of=instead_of,
    )
