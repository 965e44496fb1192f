"""The folder of prepared data: what is found there, by what it rests on.

What came of reading a file is kept as one GeoParquet. It is found by the content of what it rests
on: the file, the profile, and this program; where one of them changed, it is made anew. It holds no
more than what it was made of, is its owner's alone, and can be thrown away at any time.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hotspots.load.sorted_store import is_store
from hotspots.unfinished import remove_left_behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

FACTS_KEY: Final = b"hotspots:prepared"
# What is read depends on these beside the program itself.
_LIBRARIES: Final = ("geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "shapely")
_PROGRAM: Final = (".py", ".csv", ".toml")
_NAME_LENGTH: Final = 16
_TEXT: Final = pd.StringDtype(na_value=np.nan)


class Kept(NamedTuple):
    """Where something is kept, and what it rests on."""

    path: Path
    rests_on: str

    def facts(self) -> dict[str, Any] | None:
        """Return what it says of itself; None where it is not there or rests on something else."""
        if not is_store(self.path, FACTS_KEY):
            return None
        facts: dict[str, Any] = json.loads(pq.read_metadata(self.path).metadata[FACTS_KEY])
        return facts if facts["rests_on"] == self.rests_on else None

    def alone(self) -> None:
        """Remove what was kept of the same before it changed, and what killed writers left."""
        remove_left_behind(self.path.parent)
        of_same = self.path.name.split("-")[0]
        for older in self.path.parent.glob(f"{of_same}-*.parquet"):
            if older != self.path:
                older.unlink(missing_ok=True)


def place_in(store: Path, of: object, rests_on: Mapping[str, object]) -> Kept:
    """Return where something is kept, by what it is of and what it rests on.

    Parameters
    ----------
    store : Path
    of : object
        What stays the same when it is made anew, such as where a file stands.
    rests_on : mapping
        Its content, beside this program.
    """
    digest = _digest({**rests_on, "program": _program()})
    return Kept(store / f"{_digest(of)[:_NAME_LENGTH]}-{digest[:_NAME_LENGTH]}.parquet", digest)


def known_as(path: Path, store: Path) -> str:
    """Return a path as the store's workspace has it: one that was moved finds what was kept."""
    found, workspace = path.resolve(), store.resolve().parent.parent
    return str(found.relative_to(workspace) if found.is_relative_to(workspace) else found)


def as_arrow(column: pd.Series[Any]) -> pa.Array:
    """Return a column as one array; texts as large strings."""
    found = pa.array(column)
    whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return whole.cast(pa.large_string()) if pa.types.is_string(whole.type) else whole


def as_frame(table: pa.Table, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return columns as they were, in these kinds."""
    known = {pa.large_string(): _TEXT, pa.bool_(): pd.BooleanDtype()}
    columns = table.select(list(kinds)).combine_chunks()
    frame: pd.DataFrame = columns.to_pandas(types_mapper=known.get)
    return frame.astype({name: kind for name, kind in kinds.items() if frame[name].dtype != kind})


def _digest(facts: object) -> str:
    text = json.dumps(facts, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever a profile holds
    """Return a value as JSON has it; a set in an order of its own."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    return vars(value) if hasattr(value, "__dict__") else repr(value)


@cache
def _program() -> dict[str, str]:
    """Return what this program is: its code and reference tables, and the libraries under it."""
    digest = hashlib.sha256()
    for file in _files_of(resources.files("hotspots")):
        digest.update(file.read_bytes())
    return {"hotspots": digest.hexdigest(), **{each: metadata.version(each) for each in _LIBRARIES}}


def _files_of(folder: Traversable) -> list[Traversable]:
    found = []
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.is_dir():
            found += _files_of(each)
        elif each.name.endswith(_PROGRAM):
            found.append(each)
    return found
