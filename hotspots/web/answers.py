"""What the pages ask of the study while a person waits: inputs read once, answers kept a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from hotspots import schema, words
from hotspots.analyse.periods import Period
from hotspots.errors import HotspotsError, NoRowsError
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.past_spots import past_spots
from hotspots.study.settings import settled
from hotspots.web import force
from hotspots.web.beside import answer_of

if TYPE_CHECKING:
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.postgresql import Source
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
    from hotspots.study.inputs import Inputs
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.years import Years

KEPT_ANSWERS: Final = 24
READ_AGAIN_S: Final = 15 * 60
# Sources with their sizes and when they were written.
Written = tuple[tuple[str, int, int], ...]
_reading = threading.Lock()
# Its own: whoever asks for the newest year does not wait for the earlier ones.
_reading_years = threading.Lock()
_asking = threading.Lock()


class Asked(NamedTuple):
    """What is asked of a district: the days, what is counted, and how it is weighed."""

    district: str
    first_day: date
    last_day: date
    selection: str
    weighed_by: str


class Known(NamedTuple):
    """What a district's spots were when it was asked about, and what tells that they changed."""

    past: PastSpots
    mark: tuple[int, int]


# The answers of the last questions, and what was known when they were given.
_answers: dict[tuple[Asked, tuple[int, ...]], HarmAnalysis] = {}


def inputs_read() -> tuple[StudyArea, LoadedOffences]:
    """Return the workspace's boundaries and offences: read when first asked for, and when changed.

    Raises
    ------
    HotspotsError
        Whatever keeps them from being read.
    """
    job = force.job()
    files = written((*job.inputs.offences, *job.inputs.layers))
    with _reading:
        return _read(files)


def boundaries_read(inputs: Inputs) -> StudyArea:
    """Return the workspace's boundaries alone: read when first asked for, and when changed.

    Raises
    ------
    HotspotsError
        Whatever keeps them from being read.
    """
    files = written(inputs.layers)
    with _reading:
        return _area(files)


@lru_cache(maxsize=1)
def _area(_files: Written) -> StudyArea:
    from hotspots.study.reading import area_of  # noqa: PLC0415 - heavy

    return area_of(force.job().inputs)


def written(sources: Sequence[Source]) -> Written:
    """Return each file with its size and the moment it was written: what tells that it changed.

    A table of a database does not say when it was: it is read again after a while.
    """
    paths = [each for each in sources if isinstance(each, Path)]
    tables = [str(each) for each in sources if not isinstance(each, Path)]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    told = [(str(file), file.stat()) for file in files if file.is_file()]
    now = int(time.time() // READ_AGAIN_S)
    return (
        *((table, 0, now) for table in tables),
        *sorted((file, stat.st_size, stat.st_mtime_ns) for file, stat in told),
    )


@lru_cache(maxsize=1)
def _read(_files: Written) -> tuple[StudyArea, LoadedOffences]:
    from hotspots.study.reading import load  # noqa: PLC0415 - heavy

    return load(force.job().inputs, any_subject=True)


def years_read() -> Years:
    """Return the offences of all years: read when first asked for, and when changed.

    Raises
    ------
    HotspotsError
        Whatever keeps them from being read.
    """
    files = years_written()
    with _reading_years:
        return _years(files)


def years_written() -> Written:
    """Return what tells whether the offences of any year, or the boundaries, have changed."""
    inputs = force.job().inputs
    return written((*inputs.earlier, *inputs.offences, *inputs.layers))


@lru_cache(maxsize=1)
def _years(_files: Written) -> Years:
    from hotspots.study.years import load_years  # noqa: PLC0415 - heavy

    return load_years(force.job().inputs)


def read_ahead() -> None:
    """Read the inputs before the first person asks; the earlier years while others ask."""

    def read_years() -> None:
        with suppress(HotspotsError):  # told to whoever asks, in a sentence
            years_read()

    with suppress(HotspotsError):
        inputs_read()
    threading.Thread(target=read_years, daemon=True).start()


def harm_of(asked: Asked) -> HarmAnalysis:
    """Return where harm concentrates in one district, taken alone; spots keep their numbers.

    Raises
    ------
    NoRowsError
        When it has no offence in those days, or the data do not speak of all of them.
    ParameterError
        When the source cannot show what is counted.
    HotspotsError
    """
    return answer_of(_kept_harm_of, asked, _known_of(asked))


def _known_of(asked: Asked) -> Known:
    ledger = force.ledger()
    adopted, edits = ledger.adopted_spots(), ledger.edits()
    own = adopted[adopted[schema.DISTRICT] == asked.district]
    past = past_spots(own, edits, crs=force.profile().crs)
    return Known(past, (len(adopted), len(edits)))


def _kept_harm_of(asked: Asked, known: Known) -> HarmAnalysis:
    _, loaded = inputs_read()
    key = (asked, (id(loaded), *known.mark))
    with _asking:
        if key not in _answers:
            while len(_answers) >= KEPT_ANSWERS:
                _answers.pop(next(iter(_answers)))
            _answers[key] = _harm_of(asked, known.past)
        return _answers[key]


def _harm_of(asked: Asked, past: PastSpots) -> HarmAnalysis:
    from hotspots.load.offence_codes import read_offence_codes  # noqa: PLC0415 - heavy
    from hotspots.study.harm_maps.harm_analysis import analyse_harm  # noqa: PLC0415 - heavy
    from hotspots.study.selected import (  # noqa: PLC0415 - heavy
        chosen_indices,
        chosen_selection,
        moments,
        places_of,
        require_shown,
    )

    area, loaded = inputs_read()
    job = force.job()
    profile = job.inputs.profile
    selection = chosen_selection(profile, asked.selection)
    require_shown(loaded.offences, selection)
    _require_covered(asked, loaded)
    params = settled(HARM_MAP, job, {"selection": asked.selection, "index": asked.weighed_by})
    start, end = moments((asked.first_day, asked.last_day), profile.timezone)
    offences = loaded.offences
    when = offences[schema.FROM_TIME]
    own = offences[(offences[schema.DISTRICT] == asked.district) & (when >= start) & (when < end)]
    if own.empty:
        raise NoRowsError("No offence of this district was recorded in those days.")
    districts = area.districts[area.districts[schema.DISTRICT] == asked.district]
    return analyse_harm(
        own,
        districts,
        period=(asked.first_day, asked.last_day),
        selection=selection,
        indices=chosen_indices(asked.weighed_by),
        police_discovered=profile.police_discovered,
        places=places_of(profile),
        offence_names=read_offence_codes().offence,
        past=past,
        full_points=loaded.full_places,
        params=params,
    )


def _require_covered(asked: Asked, loaded: LoadedOffences) -> None:
    """Refuse days of which the data say nothing: that none was recorded then would be untrue.

    Raises
    ------
    NoRowsError
    """
    from hotspots.analyse.data_cover import data_cover  # noqa: PLC0415 - heavy

    period = Period(first=asked.first_day, last=asked.last_day)
    outside = data_cover(loaded.offences, loaded.period).lies_outside(period)
    if outside is not None:
        raise NoRowsError(f"{words.capital(period.in_words)} cannot be mapped: {outside}.")


def drawn(asked: Asked) -> str:
    """Return the map page of an answer.

    Raises
    ------
    HotspotsError
    """
    return answer_of(_drawn, asked, _known_of(asked))


def _drawn(asked: Asked, known: Known) -> str:
    from hotspots.render.maps.district_map import write_district_map  # noqa: PLC0415 - heavy
    from hotspots.study.harm_maps.harm_words import figures_of, method_in_words  # noqa: PLC0415
    from hotspots.study.selected import places_of  # noqa: PLC0415 - heavy
    from hotspots.web.stamps import stamp_of_answer  # noqa: PLC0415

    analysis = _kept_harm_of(asked, known)
    area, loaded = inputs_read()
    wards = area.wards
    with TemporaryDirectory() as folder:
        page = Path(folder) / "map.html"
        write_district_map(
            page,
            title=asked.district,
            stamp=stamp_of_answer(loaded, analysis.period, method_in_words(analysis)),
            surfaces=analysis.surfaces,
            spots=analysis.spots,
            districts=analysis.districts,
            wards=None if wards is None else wards[wards[schema.DISTRICT] == asked.district],
            places=places_of(force.profile()),
            figures=figures_of(analysis, None),
            indices=analysis.indices,
            focus=asked.district,
        )
        return page.read_text(encoding="utf-8")
