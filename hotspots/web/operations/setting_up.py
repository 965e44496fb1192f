"""An operation from its form into the workspace: held to what can be judged, kept, and logged."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hotspots import schema
from hotspots.errors import InputError
from hotspots.schema import LogAct
from hotspots.web import force
from hotspots.web.answers import boundaries_read
from hotspots.web.frame import own_districts
from hotspots.web.maps.district_week import spots_of
from hotspots.web.models import KeptOperation, Person
from hotspots.web.operation_shelf import folder, name_of, path_of, paths_of, prepared
from hotspots.web.operations.forms import CHANGED_MEANWHILE
from hotspots.web.runs.drawn import given_areas, keep_file

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from hotspots.study.operations.operation_file import OperationTold


def offered_places(district: force.District) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the harm spots and the wards of a district that an operation may name."""
    spots = spots_of(district)
    named = [
        (str(spot), f"{spot} {name}")
        for spot, name in zip(spots[schema.SPOT_ID], spots[schema.SPOT_NAME], strict=True)
    ]
    wards = boundaries_read(force.job().inputs).wards
    if wards is None:
        return named, []
    own = wards[wards[schema.DISTRICT] == district.name].sort_values(schema.WARD_NAME)
    return named, list(zip(own[schema.WARD_CODE], own[schema.WARD_NAME], strict=True))


def set_up(
    told: OperationTold,
    *,
    outline: str,
    file: UploadedFile[bytes] | None,
    district: force.District,
    person: Person,
    of: KeptOperation | None = None,
) -> KeptOperation:
    """Keep an operation, with the outlines that were drawn or given for it.

    Parameters
    ----------
    told : OperationTold
        Where it names outlines, they are those of ``of``, and stay.
    outline : str
    file : UploadedFile or None
    district : District
    person : Person
    of : KeptOperation, optional
        The operation that is changed.

    Raises
    ------
    HotspotsError
        When what it names is not there, or its areas are unfit, outside the person's districts or
        outside this one, or when somebody else has changed it meanwhile. Nothing is then kept.
    """
    from hotspots.study.operations.drawn_areas import write_areas  # noqa: PLC0415 - heavy
    from hotspots.study.operations.operation_file import operation_text  # noqa: PLC0415 - heavy

    made = _first(told, person) if of is None else _next(of, person)
    with TemporaryDirectory() as beside:
        path = Path(beside) / made.stored
        outlines = path.with_suffix(".geojson")
        if outline or file is not None:
            write_areas(outlines, given_areas(path.parent, outline, file))
        elif of is not None and told.areas:
            shutil.copyfile(folder() / told.areas, outlines)
        told = replace(told, areas=outlines.name if outlines.exists() else "")
        path.write_text(operation_text(told), encoding="utf-8", newline="\n")
        made.districts = list(_districts(path, district, person))
        left = set(of.districts if of else ()) - set(made.districts)
        if left:  # what was found there would be told to whoever is not of it
            raise InputError(
                f"The operation was in {', '.join(sorted(left))}, and would be there no more. Set "
                "up another one in its place."
            )
        with transaction.atomic():
            _record(made)
            # The outlines come first: the file that names them is of use only with them.
            for file_made in filter(Path.exists, (outlines, path)):
                keep_file(file_made, folder() / file_made.name)
            if of is None:
                enter(LogAct.COLLECTION, "operation set up", made, person)
            else:
                enter(LogAct.ALTERATION, "operation changed", made, person)
    return made


def _first(told: OperationTold, person: Person) -> KeptOperation:
    from hotspots.study.run_folder import folder_name  # noqa: PLC0415 - heavy

    number = uuid.uuid4()
    stored = name_of(f"{folder_name(told.name)}-{number.hex[:8]}", 1)
    return KeptOperation(operation_id=number, called=told.name, stored=stored, person=person)


def _next(of: KeptOperation, person: Person) -> KeptOperation:
    """Return an operation's next version, in a file of its own."""
    made = copy(of)
    made.version, made.changed_at, made.changed_by = of.version + 1, timezone.now(), person
    made.stored = name_of(paths_of(of)[0].stem, made.version)
    return made


def _record(made: KeptOperation) -> None:
    """Record an operation, or its next version where nobody has made that one before."""
    if made.version == 1:
        made.save(force_insert=True)
        return
    changed = ("stored", "districts", "version", "changed_at", "changed_by")
    was = KeptOperation.objects.filter(pk=made.pk, version=made.version - 1)
    if not was.update(**{name: getattr(made, name) for name in changed}):
        raise InputError(CHANGED_MEANWHILE)


def what_is_told(kept: KeptOperation) -> OperationTold:
    """Return what is said of an operation, for the form that changes it.

    Raises
    ------
    HotspotsError
        When its file cannot be read, or was changed by hand.
    """
    from hotspots.study.operations.operation import read_operation  # noqa: PLC0415 - heavy
    from hotspots.study.operations.operation_file import told_of  # noqa: PLC0415 - heavy

    return told_of(read_operation(path_of(kept)))


def _districts(path: Path, district: force.District, person: Person) -> Sequence[str]:
    """Return the districts of an operation's areas; each is one of the person's."""
    from hotspots.study.operations.drawn_areas import require_within  # noqa: PLC0415 - heavy
    from hotspots.study.operations.operation_places import districts_of  # noqa: PLC0415 - heavy

    found = prepared(path)
    area = found.known.study_area
    whose = "the force" if person.whole_force else "your districts"
    require_within(found.treated, area, {each.name for each in own_districts(person)}, whose=whose)
    districts = districts_of(found.treated.geometry.union_all(), area)
    if district.name not in districts:
        raise InputError(
            f"The operation lies in {', '.join(districts)}, and not in {district.name}. Choose "
            "that district first."
        )
    return districts


def remove(kept: KeptOperation, person: Person) -> None:
    """Delete an operation, its files and its record; what was evaluated stays."""
    for path in paths_of(kept):
        for each in (path, path.with_suffix(".geojson")):
            each.unlink(missing_ok=True)
    enter(LogAct.ERASURE, "operation removed", kept, person)
    kept.delete()


def enter(act: LogAct, what: str, kept: KeptOperation, person: Person) -> None:
    """Enter in the audit log what was done with an operation."""
    force.ledger().log_act(act, what, subject=Path(kept.stored).stem, role=person.acts_as)
