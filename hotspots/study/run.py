"""A run as it is written: its folder, the stamp of its products, and its receipt.

Every journey is written on this one frame, so that a run is whole or is not there, each product
says where it is from, and the receipt of one journey reads like that of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from hotspots import product_files
from hotspots.render.run_index import write_receipt_page
from hotspots.render.set_aside import write_set_aside
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.parameters import as_mapping
from hotspots.study.run_folder import (
    free_name,
    remove_stopped_runs,
    run_folder,
)

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.load.dated_points import DatedPoints
    from hotspots.load.findings import LoadedOffences
    from hotspots.load.oddities.oddity import Oddity
    from hotspots.profile import ForceProfile
    from hotspots.study.journey import Journey

INDEX_PAGE: Final = "index.html"

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(Generic[Found]):
    """A finished run.

    Attributes
    ----------
    folder : Path
    receipt : mapping
    found : object
        The analysis behind the products.
    removed : int
        Runs that were killed in the middle, whose leavings went with this one.
    oddities : tuple of Oddity
        What was odd in what was read, with what to do about it; the receipt has what was found.
    """

    folder: Path
    receipt: Mapping[str, Any]
    found: Found
    removed: int = 0
    oddities: tuple[Oddity, ...] = ()

    @property
    def index_page(self) -> Path:
        """The page to open first."""
        return self.folder / INDEX_PAGE


@dataclass(kw_only=True, eq=False)
class RunWriter:
    """A run that is being written; it is in its place when ``new_run`` ends.

    Attributes
    ----------
    journey : Journey
    folder : Path
        To write into. It is another folder than ``final`` until the run is whole.
    final : Path
    made_at : datetime
        Aware; on every product.
    removed : int
        Killed runs whose leavings were removed as this one began.
    receipt : dict
        Empty until it is written.
    oddities : tuple of Oddity
        What was odd in what was read; known with the stamp.
    """

    journey: Journey[Any]
    folder: Path
    final: Path
    made_at: datetime
    removed: int = 0
    receipt: dict[str, Any] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()

    def stamp(
        self,
        profile: ForceProfile,
        read: LoadedOffences | DatedPoints,
        *,
        period: str,
        method: str,
        caveats: Sequence[str],
        when: str,
    ) -> ProductStamp:
        """Return what every product of the run says of where it comes from.

        Parameters
        ----------
        profile : ForceProfile
        read : LoadedOffences or DatedPoints
            The sources, and what became of every row.
        period, method : str
            In words.
        caveats : sequence of str
            What a reader must know, in whole sentences.
        when : str
            The days as the names of its files say them: ``days_in_name``.
        """
        self.oddities = read.oddities
        return ProductStamp(
            force_name=profile.force_name,
            marking=profile.marking,
            run_name=self.final.name,
            made_at=self.made_at,
            period=period,
            sources=tuple(f"{source.name} ({source.kind})" for source in read.sources),
            method=method,
            caveats=tuple(caveats),
            rows_in=read.rows_in,
            rows_used=read.rows_used,
            rows_set_aside=read.rows_set_aside_by_reason,
            software=receipts.software(),
            demonstration=profile.demonstration,
            oddities=tuple(odd.found for odd in read.oddities),
            when=when,
        )

    def write_receipt(
        self,
        stamp: ProductStamp,
        profile: ForceProfile,
        *,
        days: Mapping[str, Any],
        params: object,
        found: Mapping[str, Any],
        inputs: Mapping[str, Any],
        set_aside: pd.DataFrame,
    ) -> None:
        """Write the rows set aside, then the receipt of all that the run has written so far.

        Parameters
        ----------
        stamp : ProductStamp
        profile : ForceProfile
        days : mapping
            Which days the run is about: ``period``, and whatever else is a day.
        params : object
            The journey's parameters, or a mapping of them.
        found : mapping
            What was found, under names of the journey's own.
        inputs : mapping
            Every input with its hash: ``receipts.of_inputs``, and others.
        set_aside : DataFrame
            ``schema.SET_ASIDE_COLUMNS``, and the source's own.
        """
        write_set_aside(self.folder / product_files.SET_ASIDE, set_aside, stamp.marking)
        self.receipt = {
            "journey": self.journey.label,
            "run": stamp.run_name,
            "made_at": stamp.made_at,
            "force": stamp.force_name,
            "marking": stamp.marking,
            "demonstration": stamp.demonstration,
            "method": stamp.method,
            "oddities": [odd.found for odd in self.oddities],
            "caveats": list(stamp.caveats),
            "profile": profile.key,
            **days,
            "parameters": params if isinstance(params, Mapping) else as_mapping(params),
            "rows": receipts.of_rows(stamp.rows_in, stamp.rows_used, stamp.rows_set_aside),
            **found,
            "inputs": inputs,
            "software": receipts.of_software(),
            "products": receipts.of_products(self.folder),
        }
        receipts.write_receipt(self.folder / product_files.RECEIPT, self.receipt)
        write_receipt_page(self.folder / product_files.RECEIPT_PAGE, self.receipt, stamp)

    def finished(self, found: Found) -> Run[Found]:
        """Return the run as its caller gets it."""
        return Run(
            folder=self.final,
            receipt=self.receipt,
            found=found,
            removed=self.removed,
            oddities=self.oddities,
        )


@contextmanager
def new_run(
    journey: Journey[Any], *, maps: Path, made_at: datetime, name: str | None = None
) -> Iterator[RunWriter]:
    """Give a run to write; it is in ``maps`` when all went well, and nowhere when not.

    What killed runs left in ``maps`` is removed.

    Parameters
    ----------
    journey : Journey
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.

    Raises
    ------
    SettingsError
        When the name is no name of a run, or a run of that name is there.
    OutputError
        When the disk is full or cannot be written to, or a run of that name is being written.
    """
    removed = len(remove_stopped_runs(maps))
    name = name or free_name(maps, journey.run_name(made_at))
    with run_folder(maps, name) as folder:
        yield RunWriter(
            journey=journey, folder=folder, final=maps / name, made_at=made_at, removed=removed
        )
