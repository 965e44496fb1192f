"""What a journey reads: from the command line, or from the workspace that one stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotspots.errors import ParameterError, SettingsError
from hotspots.postgresql import Source
from hotspots.profile import ForceProfile, load_profile
from hotspots.tables.date_formats import require_date_format
from hotspots.workspace import Workspace, find_workspace

DEFAULT_PROFILE = "essex"


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a run reads, and for whom.

    Attributes
    ----------
    offences, layers : sequence of Path
        Files or folders. Offences may be tables of a database as well.
    profile : ForceProfile
    earlier : sequence of Path
        Offences of earlier years: what the period is compared with.
    tables : sequence of Path
        Tables by area code: residents and households, deprivation, look-ups, surveys.
    period : (date, date) or None
        First and last day; None takes the months that the data cover.
    date_format : str or None
        Of a records-system export whose dates could be read two ways.
    header : bool
        Whether exports begin with the names of their columns.
    crs : str or None
        The coordinate system of boundaries that declare none.
    prepared : Path or None
        The workspace's folder of prepared data; nothing is kept where it is not there.
    """

    offences: Sequence[Source]
    layers: Sequence[Path]
    profile: ForceProfile
    earlier: Sequence[Source] = ()
    tables: Sequence[Path] = ()
    period: tuple[date, date] | None = None
    date_format: str | None = None
    header: bool = True
    crs: str | None = None
    prepared: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """Inputs, where the run goes, and the workspace that one stands in, if any."""

    inputs: Inputs
    maps: Path
    workspace: Workspace | None = None

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The tables of the workspace's settings, by name."""
        return self.workspace.journeys if self.workspace else {}

    def settings(self, table: str) -> Mapping[str, Any]:
        """Return what the workspace asks of the journeys that have this table."""
        return self.tables.get(table, {})


def find_job(  # noqa: PLR0913 - one argument for each thing that may be named
    start: Path,
    *,
    offences: Sequence[Source] = (),
    layers: Sequence[Path] = (),
    earlier: Sequence[Source] = (),
    tables: Sequence[Path] = (),
    profile: str | None = None,
    period: tuple[str | None, str | None] = (None, None),
    date_format: str | None = None,
    header: bool = True,
    crs: str | None = None,
    out: Path | None = None,
    needs_layers: bool = True,
    needs_offences: bool = True,
) -> Job:
    """Return what to read: what was named, and for the rest what the workspace has.

    Parameters
    ----------
    start : Path
        A folder in the workspace, or outside any when offences and layers are both named.
    offences, layers, earlier, tables : sequence of Path
        The workspace's earlier offences are those of its own: they are not taken beside others
        that are named.
    profile : str, optional
        By default the workspace's, else Essex. A workspace's demonstration profile is for its own
        offences alone: others that are named may be real, and must not be marked as invented.
    period : (str or None, str or None)
        First and last day, ISO; both or neither.
    date_format : str, optional
        A ``strptime`` format.
    header : bool
        False where an export begins with its first row.
    out : Path, optional
        The folder that takes the run; by default the workspace's ``maps``, or ``maps`` here.
    needs_layers, needs_offences : bool
        False where the others are all that is read.

    Raises
    ------
    ParameterError
        When the period or the date format that was given is none.
    SettingsError
        When something is neither named nor in a workspace.
    """
    if date_format is not None:
        require_date_format(date_format)
    unnamed = (needs_offences and not offences) or (needs_layers and not layers)
    workspace = _workspace(start, needed=unnamed)
    days = period if any(period) else (workspace.period if workspace else None)
    own, earlier_ones = (workspace.offences, workspace.earlier) if workspace else ((), ())
    names_earlier = any(_lies_in(each, earlier_ones) for each in offences)
    others_are_named = not all(_lies_in(each, (*own, *earlier_ones)) for each in offences)
    return Job(
        inputs=Inputs(
            offences=tuple(offences) or (workspace.offences if workspace else ()),
            layers=tuple(layers) or _paths(workspace, "layers"),
            earlier=tuple(earlier) or (() if others_are_named or names_earlier else earlier_ones),
            tables=tuple(tables) or _paths(workspace, "tables"),
            profile=_profile(profile, workspace, others_are_named=others_are_named),
            period=_period(days),
            date_format=date_format,
            header=header,
            crs=crs,
            prepared=workspace.prepared if workspace else None,
        ),
        maps=out or (workspace.maps if workspace else start / "maps"),
        workspace=workspace,
    )


def day_of(text: str) -> date:
    """Return a day that was typed.

    Raises
    ------
    ParameterError
        When it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise ParameterError(
            f"{text!r} is no day: give it as YYYY-MM-DD, for example 2026-03-02."
        ) from fault


def _workspace(start: Path, *, needed: bool) -> Workspace | None:
    try:
        return find_workspace(start)
    except SettingsError:
        if needed:
            raise
        return None


def _profile(
    named: str | None, workspace: Workspace | None, *, others_are_named: bool
) -> ForceProfile:
    if named is None and workspace is not None:
        profile = load_profile(workspace.profile)
        if not (profile.demonstration and others_are_named):
            return profile
    return load_profile(named or DEFAULT_PROFILE)


def _lies_in(named: Source, known: Sequence[Source]) -> bool:
    """Say whether a file is one of some that are known, or in a folder that is."""
    folders = [each.resolve() for each in known if isinstance(each, Path)]
    return isinstance(named, Path) and any(named.resolve().is_relative_to(f) for f in folders)


def _paths(workspace: Workspace | None, kind: str) -> tuple[Path, ...]:
    return getattr(workspace, kind) if workspace else ()


def _period(days: tuple[str | None, str | None] | None) -> tuple[date, date] | None:
    if days is None:
        return None
    first, last = days
    if first is None or last is None:
        given = f"the first, {first}" if last is None else f"the last, {last}"
        raise ParameterError(
            f"A period needs its first and its last day, and only {given}, was given. Give both: "
            "--from 2025-01-01 --to 2025-12-31; or neither."
        )
    period = day_of(first), day_of(last)
    if period[1] < period[0]:
        raise ParameterError(
            f"The period {first} to {last}: the last day is before the first. Swap them."
        )
    return period
