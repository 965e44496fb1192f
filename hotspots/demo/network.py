"""The invented streets as one network: joined, cut at their junctions, and linked between towns.

Nothing here is drawn at random: it follows from the streets and the towns, so that the county's
homes and offences are the same with it and without. All is done in the unbent plane, where streets
are straight, and bent at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.demo.road_plan import gaps_of, on_town_roads, pairs_of, plan_roads, tree_of
from hotspots.demo.sites import STREET_BEND
from hotspots.demo.streets import FIRST_USRN, LINK, MAIN
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs
    from hotspots.demo.road_plan import TownRoads

# Ends and crossings within this are one junction.
JUNCTION_M = 1.0
SHORTEST_GAP_M = 3.0
# Two streets that end so near each other, at the edge of a ward, run on into one another.
RUN_ON_M = 60.0
STEP_M = 35.0
NAMELESS = ""


@dataclass
class _Plan:
    """Straight streets in the unbent plane, and what each is; arrays of shape (streets, …)."""

    ends: Floats
    about: pd.DataFrame

    def with_more(self, ends: Floats, about: pd.DataFrame) -> _Plan:
        return _Plan(
            np.concatenate([self.ends, ends]), pd.concat([self.about, about], ignore_index=True)
        )


@dataclass(frozen=True)
class _Net:
    """Junctions (positions), and links between them with the street that each is of."""

    junctions: Floats
    links: Longs
    street: Longs


def draw_network(streets: gpd.GeoDataFrame, wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the county's streets as links from junction to junction, all in one piece.

    Parameters
    ----------
    streets : GeoDataFrame
        As ``draw_streets`` has them.
    wards : GeoDataFrame
        As ``draw_areas`` has them, with each one's settlement and its centre.

    Returns
    -------
    GeoDataFrame
        ``schema.STREET_COLUMNS``.
    """
    plan = _with_town_roads(streets, plan_roads(wards))
    plan = _joined(plan)
    net = _once(_net_of(plan.ends), plan.about[schema.USRN])
    return schema.validate_streets(_as_streets(plan, net, streets.crs))


def _with_town_roads(streets: gpd.GeoDataFrame, roads: TownRoads) -> _Plan:
    """Return the streets as they are in the unbent plane, and the roads that lack between towns."""
    lines = streets.geometry.to_numpy()
    both = [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    ends = np.stack([STREET_BEND.undo(points) for points in both], axis=1)
    of_road = on_town_roads(streets, ends, roads)
    classes = np.full(len(streets), StreetClass.LOCAL, dtype=object)
    classes[np.isin(streets["kind"].to_numpy(), [MAIN, LINK])] = StreetClass.MINOR
    numbered = of_road >= 0
    classes[numbered] = roads.classes[of_road[numbered]]
    numbers = np.full(len(streets), None, dtype=object)
    numbers[numbered] = roads.numbers[of_road[numbered]]
    about = _about(streets["street"].to_numpy(), streets["usrn"].to_numpy(), classes, numbers)
    plan = _Plan(ends, about)
    gaps = [_gaps(roads, place, ends[of_road == place]) for place in range(len(roads.pair))]
    more = np.concatenate([gap for gap, _ in gaps])
    rows = pd.concat([rows for _, rows in gaps], ignore_index=True)
    rows[schema.USRN] = [str(FIRST_USRN + len(streets) + k) for k in range(len(rows))]
    return plan.with_more(more, rows)


def _about(names: object, usrns: object, classes: object, numbers: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.STREET: names,
            schema.USRN: usrns,
            schema.STREET_CLASS: classes,
            schema.ROAD_NUMBER: numbers,
        },
        dtype=object,
    )


def _gaps(roads: TownRoads, place: int, covered: Floats) -> tuple[Floats, pd.DataFrame]:
    """Return what a road lacks: up to half way it is named for the one town, then the other."""
    one, two = roads.pair[place]
    road = roads.centres[[one, two]]
    length_m = float(np.hypot(*(road[1] - road[0])))
    stretches, names = [], []
    for first, last in gaps_of(road, covered):
        for start, end, name in (
            (first, min(last, 0.5), roads.names[two]),
            (max(first, 0.5), last, roads.names[one]),
        ):
            if (end - start) * length_m >= SHORTEST_GAP_M:
                stretches.append(
                    [road[0] + start * (road[1] - road[0]), road[0] + end * (road[1] - road[0])]
                )
                names.append(f"{name} Road")
    about = _about(names, "", roads.classes[place], roads.numbers[place])
    return np.array(stretches, dtype=np.float64).reshape(-1, 2, 2), about


def _joined(plan: _Plan) -> _Plan:
    """Return the plan with the shortest lanes that make one network of it."""
    net = _net_of(plan.ends)
    points = len(net.junctions)
    graph = coo_array((np.ones(len(net.links)), net.links.T), shape=(points, points))
    _, part = connected_components(graph.tocsr(), directed=False)
    pairs = pairs_of(net.junctions)
    lengths_m = np.hypot(*(net.junctions[pairs[:, 0]] - net.junctions[pairs[:, 1]]).T)
    apart = part[pairs[:, 0]] != part[pairs[:, 1]]
    tree = tree_of(
        np.concatenate([pairs[apart], np.sort(net.links, axis=1)]),
        np.concatenate([lengths_m[apart], np.full(len(net.links), 1e-6)]),
        points,
    )[: int(apart.sum())]
    between, their_m = pairs[apart], lengths_m[apart]
    ending = np.bincount(net.links.ravel(), minlength=points)[between] == 1
    runs_on = ending.all(axis=1) & (their_m <= RUN_ON_M)
    lanes = between[tree | runs_on]
    return plan.with_more(net.junctions[lanes], _about_lanes(plan, net, lanes))


def _about_lanes(plan: _Plan, net: _Net, lanes: Longs) -> pd.DataFrame:
    """Return what lanes are: a short one goes on with the street that ends there, a long is new."""
    at = np.zeros(len(net.junctions), dtype=np.int64)
    at[net.links.ravel()] = np.repeat(net.street, 2)
    degree = np.bincount(net.links.ravel(), minlength=len(net.junctions))
    side = degree[lanes].argmin(axis=1)
    street = at[lanes[np.arange(len(lanes)), side]]
    about: pd.DataFrame = plan.about.iloc[street].reset_index(drop=True)
    lengths_m = np.hypot(*(net.junctions[lanes[:, 0]] - net.junctions[lanes[:, 1]]).T)
    new = lengths_m > RUN_ON_M
    about.loc[new, [schema.STREET, schema.USRN]] = NAMELESS
    about.loc[new, schema.STREET_CLASS] = StreetClass.MINOR
    about.loc[new, schema.ROAD_NUMBER] = None
    return about


def _net_of(ends: Floats) -> _Net:
    """Cut straight streets where they cross or end on one another."""
    street, share = _cuts(ends)
    at = ends[street, 0] + share[:, None] * (ends[street, 1] - ends[street, 0])
    near = cKDTree(at).query_pairs(JUNCTION_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(at), len(at)))
    count, junction = connected_components(graph.tocsr(), directed=False)
    times = np.bincount(junction, minlength=count)
    middles = np.column_stack(
        [np.bincount(junction, weights=axis, minlength=count) / times for axis in at.T]
    )
    order = np.lexsort((share, street))
    street, junction = street[order], junction[order]
    follows = (street[1:] == street[:-1]) & (junction[1:] != junction[:-1])
    links = np.column_stack([junction[:-1], junction[1:]])[follows]
    return _Net(middles, links, street[:-1][follows])


def _cuts(ends: Floats) -> tuple[Longs, Floats]:
    """Return where each street is cut, as a share of its length, its own ends among them."""
    lines = np.asarray(shapely.linestrings(ends))
    one, two = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=JUNCTION_M)
    other = one != two
    one, two = one[other], two[other]
    along, across = ends[one, 1] - ends[one, 0], ends[two, 1] - ends[two, 0]
    turn = along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]
    apart = ends[two, 0] - ends[one, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (apart[:, 0] * across[:, 1] - apart[:, 1] * across[:, 0]) / turn
        there = (apart[:, 0] * along[:, 1] - apart[:, 1] * along[:, 0]) / turn
    # A street that ends just short of another reaches it all the same.
    slack = JUNCTION_M / np.hypot(*along.T), JUNCTION_M / np.hypot(*across.T)
    crosses = np.abs(turn) > 1e-3 * np.hypot(*along.T) * np.hypot(*across.T)
    crosses &= (share > -slack[0]) & (share < 1 + slack[0])
    crosses &= (there > -slack[1]) & (there < 1 + slack[1])
    streets = np.arange(len(ends))
    return (
        np.concatenate([streets, streets, one[crosses]]),
        np.concatenate([np.zeros(len(ends)), np.ones(len(ends)), share[crosses].clip(0.0, 1.0)]),
    )


def _once(net: _Net, usrns: pd.Series[str]) -> _Net:
    """Return the net with each street once between two junctions, a lane that repeats it left."""
    ends = np.sort(net.links, axis=1)
    keys = pd.DataFrame(
        {"one": ends[:, 0], "two": ends[:, 1], "usrn": usrns.iloc[net.street].array}
    )
    kept = ~keys.duplicated().to_numpy()
    return _Net(net.junctions, net.links[kept], net.street[kept])


def _as_streets(plan: _Plan, net: _Net, system: object) -> gpd.GeoDataFrame:
    straight = np.asarray(shapely.linestrings(net.junctions[net.links]))
    bent = STREET_BEND.of(np.asarray(shapely.segmentize(straight, STEP_M)))
    nodes = np.array(
        [f"{east:.1f}_{north:.1f}" for east, north in STREET_BEND(net.junctions).tolist()],
        dtype=object,
    )
    about = plan.about.iloc[net.street].reset_index(drop=True)
    texts = {
        name: about[name].replace({NAMELESS: None}).astype("str")
        for name in (schema.STREET, schema.ROAD_NUMBER, schema.STREET_CLASS, schema.USRN)
    }
    frame = gpd.GeoDataFrame(
        {
            schema.STREET_ID: [f"D{number:06d}" for number in range(1, len(about) + 1)],
            **texts,
            schema.LENGTH_M: shapely.length(bent),
            schema.FROM_NODE: nodes[net.links[:, 0]],
            schema.TO_NODE: nodes[net.links[:, 1]],
        },
        geometry=bent,
        crs=system,
    )
    return frame[list(schema.STREET_COLUMNS)]
