"""Know a layer of streets, or of the ground beside them, by its columns and its name.

Ordnance Survey writes the same thing in several ways: OS Open Roads has ``road_function`` in its
GeoPackage and ``function`` in its Shapefiles, whose names are cut to ten letters. What a layout
says holds for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hotspots import schema
from hotspots.nearest import plain
from hotspots.schema import GroundKind, StreetClass

OPEN_ROADS: Final = "OS Open Roads"
VECTORMAP: Final = "OS VectorMap District"
ZOOMSTACK: Final = "OS Open Zoomstack"
OPEN_USRN: Final = "OS Open USRN"
OPENSTREETMAP: Final = "OpenStreetMap"
OUR_OWN: Final = "streets as hotspots has them"
BY_NAME: Final = "a layer of that name"
LINES: Final = "lines"

# Columns of a source that are not columns of the schema.
SERVICE: Final = "service"
TAGS: Final = "other_tags"
FORM: Final = "form_of_way"


class StreetReason(StrEnum):
    """Why a line is no street that can be used, beyond ``schema.Reason``."""

    NO_GEOMETRY = "no line"
    NOT_A_LINE = "a point or an area where a line is needed"
    NO_LENGTH = "no length"
    UNKNOWN_CLASS = "a class that is not known"
    NOT_BUILT = "proposed, being built or gone"
    NOT_A_STREET = "no street: a drive, a parking aisle, a busway, a race track"
    REPEATED = "the same line a second time"


Classes = Mapping[str, StreetClass | StreetReason]

_OS_CLASSES: Final[Classes] = {
    "motorway": StreetClass.MOTORWAY,
    **dict.fromkeys(("aroad", "primaryroad", "primary", "trunkroad"), StreetClass.A_ROAD),
    "broad": StreetClass.B_ROAD,
    **dict.fromkeys(("minorroad", "minor", "classifiedunnumbered"), StreetClass.MINOR),
    **dict.fromkeys(
        (
            "localroad", "local", "localstreet", "localaccessroad", "secondaryaccessroad",
            "restrictedlocalaccessroad", "restricted", "privateroadpubliclyaccessible",
            "privateroadrestrictedaccess", "pedestrianisedstreet", "sharedusecarriageway",
            "unclassified", "notclassified",
        ),
        StreetClass.LOCAL,
    ),
    **dict.fromkeys(("guidedbusway", "guidedbuswaycarriageway"), StreetReason.NOT_A_STREET),
}  # fmt: skip
_OSM_CLASSES: Final[Classes] = {
    "motorway": StreetClass.MOTORWAY,
    **dict.fromkeys(("trunk", "primary"), StreetClass.A_ROAD),
    "secondary": StreetClass.B_ROAD,
    "tertiary": StreetClass.MINOR,
    **dict.fromkeys(
        ("unclassified", "residential", "livingstreet", "service", "pedestrian", "road"),
        StreetClass.LOCAL,
    ),
    **dict.fromkeys(
        ("footway", "path", "steps", "cycleway", "bridleway", "track", "tracklink",
         *(f"trackgrade{grade}" for grade in range(1, 6))),
        StreetClass.PATH,
    ),
    **dict.fromkeys(
        ("proposed", "construction", "planned", "abandoned", "razed", "disused", "demolished"),
        StreetReason.NOT_BUILT,
    ),
    **dict.fromkeys(
        ("raceway", "platform", "corridor", "elevator", "busguideway", "busway", "busstop",
         "restarea", "services", "escape", "viaferrata", "ladder", "no"),
        StreetReason.NOT_A_STREET,
    ),
}  # fmt: skip
_OSM_CLASSES_AND_SLIPS: Final[Classes] = {
    **_OSM_CLASSES,
    **{
        f"{name}link": _OSM_CLASSES[name]
        for name in ("motorway", "trunk", "primary", "secondary", "tertiary")
    },
}
_ALL_CLASSES: Final[Classes] = {
    **_OSM_CLASSES_AND_SLIPS,
    **_OS_CLASSES,
    **{plain(each): each for each in StreetClass},
    "a": StreetClass.A_ROAD,
    "b": StreetClass.B_ROAD,
    "m": StreetClass.MOTORWAY,
    "footpath": StreetClass.PATH,
}
# In OpenStreetMap these lie off the street, on somebody's ground.
OFF_THE_STREET: Final = ("driveway", "parking_aisle", "drive-through", "slipway")


@dataclass(frozen=True, kw_only=True)
class StreetLayout:
    """How a layer of streets is read.

    Attributes
    ----------
    kind : str
    parts : mapping of str to tuple of str
        Our column → the source's headers that may hold it, plain, the best first.
    signs : tuple of str
        Plain headers that are all there.
    layers : tuple of str
        Plain names of its layers; empty where the columns tell enough.
    classes : mapping
        A plain value of the source's class → ours, or why it is no street.
    """

    kind: str
    parts: Mapping[str, tuple[str, ...]]
    signs: tuple[str, ...]
    layers: tuple[str, ...] = ()
    classes: Classes = field(default_factory=lambda: _OS_CLASSES)

    def fits(self, headers: Sequence[str], layer: str) -> bool:
        """Say whether a layer with these plain headers is one of these."""
        return set(self.signs) <= set(headers) and (not self.layers or layer in self.layers)


_ID: Final = ("id", "identifier", "fid", "osmid", "gmlid")
_NAMED_LIKE_OURS: Final[Mapping[str, tuple[str, ...]]] = {
    schema.STREET_ID: ("streetid", *_ID),
    schema.STREET: ("street", "streetname", "name", "roadname", "name1"),
    schema.ROAD_NUMBER: ("roadnumber", "number", "ref"),
    schema.STREET_CLASS: (
        "streetclass", "roadclass", "classification", "class", "roadclassification", "function",
        "roadtype", "highway", "fclass", "type",
    ),
    schema.USRN: ("usrn",),
    schema.FROM_NODE: ("fromnode", "startnode"),
    schema.TO_NODE: ("tonode", "endnode"),
}  # fmt: skip

LAYOUTS: Final = (
    StreetLayout(
        kind=OUR_OWN,
        signs=("streetid", "streetclass", "fromnode", "tonode"),
        parts=_NAMED_LIKE_OURS,
        classes=_ALL_CLASSES,
    ),
    StreetLayout(
        kind=OPEN_ROADS,
        signs=("formofway", "startnode", "endnode"),
        parts={
            schema.STREET_ID: _ID,
            schema.STREET: ("name1", "name2"),
            schema.ROAD_NUMBER: ("roadclassificationnumber", "roadnumber"),
            schema.STREET_CLASS: ("roadfunction", "function", "roadclassification", "class"),
            schema.FROM_NODE: ("startnode",),
            schema.TO_NODE: ("endnode",),
            FORM: ("formofway",),
        },
    ),
    *(
        StreetLayout(
            kind=VECTORMAP,
            signs=(road_class, name, "roadnumber"),
            parts={
                schema.STREET_ID: _ID,
                schema.STREET: (name,),
                schema.ROAD_NUMBER: ("roadnumber",),
                schema.STREET_CLASS: (road_class,),
            },
        )
        for road_class, name in (("classification", "distinctivename"), ("classifica", "distname"))
    ),
    StreetLayout(
        kind=ZOOMSTACK,
        signs=("type",),
        layers=("roadslocal", "roadsregional", "roadsnational"),
        parts={
            schema.STREET_ID: ("id", "uuid", "fid"),
            schema.STREET: ("name", "name1"),
            schema.ROAD_NUMBER: ("number",),
            schema.STREET_CLASS: ("type",),
        },
    ),
    StreetLayout(
        kind=OPEN_USRN,
        signs=("usrn", "streettype"),
        parts={schema.STREET_ID: ("usrn",), schema.USRN: ("usrn",)},
    ),
    *(
        StreetLayout(
            kind=OPENSTREETMAP,
            signs=signs,
            parts={
                schema.STREET_ID: ("osmid", "osmwayid", "id", "fid"),
                schema.STREET: ("name",),
                schema.ROAD_NUMBER: ("ref",),
                schema.STREET_CLASS: (signs[0],),
                SERVICE: ("service",),
                TAGS: ("othertags",),
            },
            classes=_OSM_CLASSES_AND_SLIPS,
        )
        for signs in (("highway",), ("fclass", "osmid", "oneway"))
    ),
)
ANY_LINES: Final = StreetLayout(
    kind=LINES, signs=("streetclass",), parts=_NAMED_LIKE_OURS, classes=_ALL_CLASSES
)


@dataclass(frozen=True, kw_only=True)
class GroundLayout:
    """How a layer of the ground is read.

    Attributes
    ----------
    kind : str
        Whose it is.
    whole : GroundKind or None
        What all of the layer is; None where each row says it by its class or its tags.
    class_header : str
        The plain header that holds a class; empty where the tags tell.
    names : tuple of str
        Plain headers that may hold a name, the best first.
    """

    kind: str
    whole: GroundKind | None = None
    class_header: str = ""
    names: tuple[str, ...] = (
        "name", "name1", "distinctivename", "distname", "establishmentname", "schoolname",
    )  # fmt: skip

    @property
    def has_sites(self) -> bool:
        """Whether it is a layer of schools or places of worship."""
        return self.whole in schema.SITES or bool(self.class_header)


AREAS: Final = ("Polygon", "MultiPolygon")
WAYS: Final = ("LineString", "MultiLineString")
POINTS: Final = ("Point", "MultiPoint")
_GROUND: Final[Mapping[str, tuple[str, GroundKind, tuple[str, ...]]]] = {
    "land": (ZOOMSTACK, GroundKind.LAND, AREAS),
    "sea": (ZOOMSTACK, GroundKind.SEA, AREAS),
    "foreshore": (ZOOMSTACK, GroundKind.FORESHORE, AREAS),
    "surfacewater": (ZOOMSTACK, GroundKind.WATER, AREAS),
    "waterlines": (ZOOMSTACK, GroundKind.WATER, WAYS),
    "woodland": (ZOOMSTACK, GroundKind.WOODLAND, AREAS),
    "greenspace": (ZOOMSTACK, GroundKind.PARK, AREAS),
    "localbuildings": (ZOOMSTACK, GroundKind.BUILDING, AREAS),
    "rail": (ZOOMSTACK, GroundKind.RAILWAY, WAYS),
    "railwaystations": (ZOOMSTACK, GroundKind.STATION, POINTS),
    "names": (ZOOMSTACK, GroundKind.PLACE, POINTS),
    "tidalwater": (VECTORMAP, GroundKind.SEA, AREAS),
    "surfacewaterarea": (VECTORMAP, GroundKind.WATER, AREAS),
    "surfacewaterline": (VECTORMAP, GroundKind.WATER, WAYS),
    "building": (VECTORMAP, GroundKind.BUILDING, AREAS),
    "railwaytrack": (VECTORMAP, GroundKind.RAILWAY, WAYS),
    "railwaystation": (VECTORMAP, GroundKind.STATION, POINTS),
    "namedplace": (VECTORMAP, GroundKind.PLACE, POINTS),
    "gisosmwaterafree": (OPENSTREETMAP, GroundKind.WATER, AREAS),
    "gisosmwaterwaysfree": (OPENSTREETMAP, GroundKind.WATER, WAYS),
    "gisosmrailwaysfree": (OPENSTREETMAP, GroundKind.RAILWAY, WAYS),
    "gisosmplacesfree": (OPENSTREETMAP, GroundKind.PLACE, POINTS),
    "gisosmbuildingsafree": (OPENSTREETMAP, GroundKind.BUILDING, AREAS),
    "gisosmpofwfree": (OPENSTREETMAP, GroundKind.WORSHIP, POINTS),
    "gisosmpofwafree": (OPENSTREETMAP, GroundKind.WORSHIP, AREAS),
    "schools": (BY_NAME, GroundKind.SCHOOL, (*POINTS, *AREAS)),
    "placesofworship": (BY_NAME, GroundKind.WORSHIP, (*POINTS, *AREAS)),
}
# Layers of sites of many classes, by the plain header of the class: the first that is there.
_SITES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "sites": (ZOOMSTACK, ("type",)),
    "functionalsite": (VECTORMAP, ("classification", "classifica")),
    "importantbuilding": (VECTORMAP, ("buildingtheme", "buildgthem")),
    "gisosmpoisfree": (OPENSTREETMAP, ("fclass",)),
    "gisosmpoisafree": (OPENSTREETMAP, ("fclass",)),
}
SITE_CLASSES: Final[Mapping[str, GroundKind]] = {
    **dict.fromkeys(
        (
            "school", "education", "educationfacility", "primaryeducation", "secondaryeducation",
            "nonstateprimaryeducation", "nonstatesecondaryeducation", "specialneedseducation",
        ),
        GroundKind.SCHOOL,
    ),
    **dict.fromkeys(("placeofworship", "religiousbuildings"), GroundKind.WORSHIP),
}  # fmt: skip
# By tag and value; of several that a row has the first tells. No values stand for any.
GROUND_TAGS: Final = (
    ("natural", ("water",), GroundKind.WATER),
    ("landuse", ("reservoir", "basin"), GroundKind.WATER),
    ("waterway", ("river", "canal", "stream", "riverbank", "dock"), GroundKind.WATER),
    ("natural", ("wood",), GroundKind.WOODLAND),
    ("landuse", ("forest",), GroundKind.WOODLAND),
    ("landuse", ("recreation_ground", "village_green", "cemetery"), GroundKind.PARK),
    ("leisure", ("park", "common", "nature_reserve"), GroundKind.PARK),
    ("railway", ("rail", "light_rail", "subway", "tram"), GroundKind.RAILWAY),
    ("railway", ("station", "halt", "tram_stop"), GroundKind.STATION),
    (
        "place",
        ("city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood"),
        GroundKind.PLACE,
    ),
    ("amenity", ("school",), GroundKind.SCHOOL),
    ("amenity", ("place_of_worship",), GroundKind.WORSHIP),
    ("building", (), GroundKind.BUILDING),
)
_OSM_LAYERS: Final = ("points", "lines", "multipolygons")
# Tiles are named for their square of 100 km: TQ_RailwayTrack.
_TILE: Final = re.compile(r"^[A-Z]{2}(?:\d{2})?_")


def layer_name(name: str) -> str:
    """Return a layer's name plain, without the square that a tile is named for.

    >>> layer_name("TQ_RailwayTrack"), layer_name("railway_track"), layer_name("tq")
    ('railwaytrack', 'railwaytrack', 'tq')
    """
    return plain(_TILE.sub("", name))


def street_layout(
    headers: Sequence[str],
    layer: str,
    geometry: str,
    aliases: Mapping[str, Sequence[str] | str],
) -> StreetLayout | None:
    """Return how a layer of streets is read; None where it is none that is known.

    Parameters
    ----------
    headers : sequence of str
    layer : str
        The layer's name.
    geometry : str
        The type of its geometry, as GDAL names it.
    aliases : mapping
        Our column → a force's own headers for it, as the profile's ``[columns]`` has them.
    """
    if not _is_of(geometry, WAYS):
        return None
    known = [plain(header) for header in headers]
    for layout in LAYOUTS:
        if layout.fits(known, layer_name(layer)):
            return layout
    layout = named_lines(aliases)
    stated = {each for ours in layout.parts for each in _stated(ours, aliases)}
    return layout if stated & set(known) or layout.fits(known, layer_name(layer)) else None


def named_lines(aliases: Mapping[str, Sequence[str] | str]) -> StreetLayout:
    """Return how lines of any other kind are read: a force's own names for columns come first."""
    parts = {ours: (*_stated(ours, aliases), *names) for ours, names in ANY_LINES.parts.items()}
    return StreetLayout(kind=LINES, signs=ANY_LINES.signs, parts=parts, classes=ANY_LINES.classes)


def _stated(ours: str, aliases: Mapping[str, Sequence[str] | str]) -> tuple[str, ...]:
    names = aliases.get(ours, ())
    return tuple(map(plain, (names,) if isinstance(names, str) else names))


def ground_layout(headers: Sequence[str], layer: str, geometry: str) -> GroundLayout | None:
    """Return how a layer of the ground is read; None where it is none that is known."""
    name = layer_name(layer)
    kind, whole, shapes = _GROUND.get(name, ("", None, ()))
    if whole is not None and _is_of(geometry, shapes):
        return GroundLayout(kind=kind, whole=whole)
    own = set(map(plain, headers))
    source, class_headers = _SITES.get(name, ("", ()))
    for header in class_headers:
        if header in own and _is_of(geometry, (*POINTS, *AREAS)):
            return GroundLayout(kind=source, class_header=header)
    if name in _OSM_LAYERS and {"osmid", "othertags"} <= own:
        return GroundLayout(kind=OPENSTREETMAP)
    return None


def _is_of(geometry: str, kinds: tuple[str, ...]) -> bool:
    """Say whether a layer's declared type is one of these, or anything at all."""
    return geometry.removesuffix(" Z").removeprefix("3D ") in (*kinds, "Unknown", "Geometry")
