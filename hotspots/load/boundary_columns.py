"""Say what a layer of boundaries holds, and which of its columns hold codes and names.

A column is known by its name (whatever year its ONS name carries, or as the profile's ``[columns]``
name it), and else by its values: codes of the Office for National Statistics say of which kind of
area they are, and the profile's own authorities and districts are known by their codes and names.
So OS Boundary-Line's ``CODE`` and the London Datastore's ``GSS_CODE`` are read as well as
``LAD24CD``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.errors import InputError
from hotspots.load.boundary_files import AREA, Layer
from hotspots.nearest import plain
from hotspots.profile import ForceProfile

AUTHORITIES: Final = "authorities"
DISTRICTS: Final = "districts"
WARDS: Final = "wards"
NEEDED: Final = (AUTHORITIES, DISTRICTS, WARDS)
# A column is of codes when at least this share of what stands in it are.
LEAST_SHARE_OF_CODES: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """How the columns of one kind of area are known.

    Attributes
    ----------
    code, name : str
        Patterns of headers; empty where there is none.
    prefix : str
        Of its codes at the Office for National Statistics (and its sisters), a pattern.
    ours_of_code, ours_of_name : str
        What the profile's ``[columns]`` call them.
    """

    code: str = ""
    name: str = ""
    prefix: str = ""
    ours_of_code: str = ""
    ours_of_name: str = ""

    def has_code(self, header: str, profile: ForceProfile) -> bool:
        """Say whether a header is that of the code."""
        return _is_named(header, self.code, self.ours_of_code, profile)

    def has_name(self, header: str, profile: ForceProfile) -> bool:
        """Say whether a header is that of the name."""
        return _is_named(header, self.name, self.ours_of_name, profile)


# The first kind whose code or name a layer has is what it is: a ward layer names authorities too.
_KINDS: Final[Mapping[str, _Kind]] = {
    "output areas": _Kind(code=r"oa\d\dcd", prefix="[EWS]00"),
    "LSOAs": _Kind(code=r"lsoa(\d\d)?(cd|_?code)", prefix="[EWS]01"),
    "MSOAs": _Kind(code=r"msoa(\d\d)?(cd|_?code)", prefix="[EWS]02"),
    "parishes": _Kind(code=r"par(ncp)?\d\dcd", prefix="[EW]04"),
    WARDS: _Kind(
        code=r"wd\d\dcd|ward(\d\d)?_?(cd|code)",
        name=r"wd\d\dnm|ward(\d\d)?_?(nm|name)",
        prefix="E05|W05|S13|N08",
        ours_of_code=schema.WARD_CODE,
    ),
    AUTHORITIES: _Kind(
        code=r"(lad|ctyua)\d\dcd|(lad|ltla)(\d\d)?_?code|authority_?code",
        name=r"(lad|ctyua)\d\dnm|(lad|ltla)(\d\d)?_?name|authority_?name",
        prefix="E0[6-9]|W06|S12|N09",
        ours_of_code=schema.AUTHORITY_CODE,
        ours_of_name="authority",
    ),
    DISTRICTS: _Kind(name=r"(policing_?)?district(_?name)?", ours_of_name=schema.DISTRICT),
    "counties": _Kind(code=r"cty\d\dcd", prefix="E10"),
    "police force areas": _Kind(code=r"pfa\d\dcd", prefix="E23|W15"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LayerColumns:
    """What a layer holds, and the headers of its columns.

    Attributes
    ----------
    kind : str or None
        ``AUTHORITIES``, ``DISTRICTS``, ``WARDS``, or another kind of area, in the plural.
    code, name : str or None
    authority : str or None
        Of a layer of wards, the code of the authority that each belongs to.
    notes : tuple of str
        Which column was taken where its name does not say so.
    """

    kind: str | None = None
    code: str | None = None
    name: str | None = None
    authority: str | None = None
    notes: tuple[str, ...] = ()


def recognise_layer(table: gpd.GeoDataFrame, profile: ForceProfile) -> LayerColumns:
    """Say what a layer holds, by the names of its columns and by their values."""
    headers = [header for header in table.columns if header != table.geometry.name]
    texts = {header: texts_of(table[header]) for header in headers}
    of_values = {header: _kind_of_codes(values, profile) for header, values in texts.items()}
    any_name = next((header for header in texts if plain(header) == "name"), None)
    for kind, known in _KINDS.items():
        code = _code_header(kind, of_values, profile)
        name = _name_header(kind, texts, profile)
        if code is None and name is None:
            continue
        by_name = known.has_code(code or "", profile) or known.has_name(name or "", profile)
        return LayerColumns(
            kind=kind,
            code=code,
            name=name or any_name,
            authority=_code_header(AUTHORITIES, of_values, profile) if kind == WARDS else None,
            notes=() if by_name else (f"known as {kind} by what stands in {code or name!r}",),
        )
    return LayerColumns()


@dataclass(frozen=True)
class NeededLayer:
    """A layer that is needed: its table, and what its columns are."""

    table: gpd.GeoDataFrame
    columns: LayerColumns

    def texts(self, header: str) -> pd.Series[str]:
        """Return a column as ``texts_of`` has it."""
        return texts_of(self.table[header])


def needed_layer(
    kind: str, layers: Sequence[Layer], found_in: Sequence[LayerColumns]
) -> NeededLayer | None:
    """Return the layer of one kind; of several the one with most rows would be a guess.

    Raises
    ------
    InputError
        When there are several, or it holds no outlines.
    """
    both = zip(layers, found_in, strict=True)
    found = [(layer, columns) for layer, columns in both if columns.kind == kind]
    if len(found) > 1:
        raise InputError(
            f"Several layers hold {kind}: "
            f"{', '.join(f'{layer.path.name} ({layer.layer})' for layer, _ in found)}. Give one."
        )
    if not found:
        return None
    layer, columns = found[0]
    if (shapely.get_dimensions(layer.table.geometry.to_numpy()) < AREA).any():
        raise InputError(
            f"{layer.path.name} holds points or lines where the outlines of {kind} are needed."
        )
    return NeededLayer(layer.table, columns)


def texts_of(column: pd.Series) -> pd.Series[str]:
    """Return a column as trimmed text, missing where there is nothing; 7.0 is the code 7."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    texts: pd.Series[str] = column.astype("str").str.strip()
    return texts.mask(texts.isin(["", "<NA>"]))


def same_name(name: str) -> str:
    """Return an area's name as it is compared: without its kind, its case, and punctuation.

    OS Boundary-Line writes ``Colchester District (B)``, the ONS ``Kingston upon Hull, City of``.
    """
    whole = name.casefold().replace("&", " and ")
    return plain(re.sub(r"\((b|ua|lb|met)\)|\b(district|london boro|borough|city of)\b", "", whole))


def _kind_of_codes(values: pd.Series[str], profile: ForceProfile) -> str | None:
    """Return the kind of area that the codes in a column are of; None where they are no codes."""
    there = values.dropna().str.upper()
    if there.empty:
        return None
    if {code.upper() for code in profile.authorities} <= set(there):
        return AUTHORITIES
    for kind, known in _KINDS.items():
        share = there.str.fullmatch(rf"(?:{known.prefix})\d{{6}}").mean() if known.prefix else 0.0
        if share >= LEAST_SHARE_OF_CODES:
            return kind
    return None


def _code_header(
    kind: str, of_values: Mapping[str, str | None], profile: ForceProfile
) -> str | None:
    """Return the header that holds the codes of a kind; a name is not believed against values.

    Of codes of two years, ``WD21CD`` and ``WD24CD``, the later are those of the other tables.
    """
    known = _KINDS[kind]
    fitting = [header for header, found in of_values.items() if found in (None, kind)]
    named = [header for header in fitting if known.has_code(header, profile)]
    valued = [header for header in fitting if of_values[header] == kind]
    return max(named or valued, key=lambda header: re.findall(r"\d\d", header), default=None)


def _name_header(
    kind: str, texts: Mapping[str, pd.Series[str]], profile: ForceProfile
) -> str | None:
    """Return the header that holds the names of a kind, or all of the profile's."""
    for header in texts:
        if _KINDS[kind].has_name(header, profile):
            return header
    ours = {AUTHORITIES: profile.authorities.values(), DISTRICTS: profile.district_names}
    wanted = set(map(same_name, ours.get(kind, ())))
    for header, values in texts.items():
        if wanted and wanted <= set(map(same_name, values.dropna())):
            return header
    return None


def _is_named(header: str, pattern: str, ours: str, profile: ForceProfile) -> bool:
    stated = profile.column_aliases.get(ours, ()) if ours else ()
    names: Iterable[str] = (stated,) if isinstance(stated, str) else stated
    if any(plain(header) == plain(name) for name in names):
        return True
    return bool(pattern) and re.fullmatch(pattern, header.strip().lower()) is not None
