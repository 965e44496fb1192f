"""The pages that a run opens with: its index, and its receipt in readable form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hotspots.render.offline_page import data_address, write_page
from hotspots.render.receipt_words import heading_of, in_words, is_nested
from hotspots.render.stamp import ProductStamp
from hotspots.render.tidy_tables import TIDY_FOLDER


@dataclass(frozen=True, kw_only=True)
class DistrictSummary:
    """What the index says of one policing district, or of the force.

    Attributes
    ----------
    name, local_policing_area : str
    map_page : str
        Path of the interactive map from the index, with forward slashes.
    figures : sequence of (label, value)
        In words; every district has the same labels in the same order.
    downloads : mapping of str to str
        Label, for example ``"Excel"``, to the path of the file from the index.
    """

    name: str
    map_page: str
    local_policing_area: str = ""
    figures: Sequence[tuple[str, str]] = ()
    downloads: Mapping[str, str] = field(default_factory=dict)


def write_run_index(  # noqa: PLR0913 - what one page shows, each by its name
    path: Path,
    *,
    title: str,
    stamp: ProductStamp,
    force: DistrictSummary | None,
    districts: Sequence[DistrictSummary],
    run_files: Mapping[str, str],
    found: Sequence[str] = (),
    since: Sequence[str] = (),
    overview_png: bytes | None = None,
) -> None:
    """Write ``index.html``: what was found, the force, its districts, their maps and files.

    Parameters
    ----------
    path : Path
        All other paths are relative to its folder.
    title : str
        For example ``"Harm spots"``.
    stamp : ProductStamp
    force : DistrictSummary or None
        The map, the figures and the files of the whole force, where there are any.
    districts : sequence of DistrictSummary
        In the order in which they are shown; neighbours in the sequence that belong to one local
        policing area stand under its name.
    run_files : mapping of str to str
        Label to path: the receipt, the rows set aside.
    found : sequence of str
        What the run found, in sentences, the gist first.
    since : sequence of str
        What changed since the last run of its kind, where there is one.
    overview_png : bytes, optional
        A picture of the force's map, put into the page.

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    rows = {
        "Rows in": stamp.rows_in,
        "Rows used": stamp.rows_used,
        **{
            f"Set aside: {reason}": count
            for reason, count in sorted(stamp.rows_set_aside.items(), key=lambda i: (-i[1], i[0]))
        },
    }
    write_page(
        path,
        "index.html",
        stamp,
        title=title,
        found=found,
        since=since,
        force=force,
        overview=None if overview_png is None else data_address(overview_png),
        districts=districts,
        rows=[(label, f"{count:,}") for label, count in rows.items()],
        run_files=run_files,
        has_tables=(path.parent / TIDY_FOLDER).is_dir(),
    )


def write_receipt_page(
    path: Path, receipt: Mapping[str, object], stamp: ProductStamp, *, title: str = "Receipt"
) -> None:
    """Write a receipt so that it can be read: its notes, then nested groups as headed tables.

    Parameters
    ----------
    path : Path
    receipt : mapping
        What ``receipt.json`` holds: texts, numbers, lists and mappings in one another.
    stamp : ProductStamp
    title : str
    """
    rest = {name: value for name, value in receipt.items() if name not in ("oddities", "caveats")}
    write_page(path, "receipt.html", stamp, title=title, receipt=_group("", rest))


@dataclass(frozen=True, kw_only=True)
class _Group:
    """One heading of a receipt: its single values, the groups in it, or a list in their place.

    The label tells its tables apart for a screen reader.
    """

    heading: str
    label: str
    single: Sequence[tuple[str, str]] = ()
    groups: Sequence[_Group] = ()
    heads: Sequence[str] = ()
    records: Sequence[Sequence[str]] = ()
    listed: Sequence[str] = ()


def _group(name: str, value: object, above: str = "") -> _Group:
    heading = heading_of(name)
    label = f"{above}: {heading}" if above else heading
    if isinstance(value, Mapping):
        return _Group(
            heading=heading,
            label=label,
            single=[(heading_of(key), in_words(v)) for key, v in value.items() if not is_nested(v)],
            groups=[_group(key, v, label) for key, v in value.items() if is_nested(v)],
        )
    items = list(value) if isinstance(value, Sequence) else [value]
    records = [item for item in items if isinstance(item, Mapping)]
    if len(records) < len(items):
        return _Group(heading=heading, label=label, listed=[in_words(item) for item in items])
    names = list(dict.fromkeys(key for record in records for key in record))
    return _Group(
        heading=heading,
        label=label,
        heads=[heading_of(key) for key in names],
        records=[[in_words(record.get(key)) for key in names] for record in records],
    )
