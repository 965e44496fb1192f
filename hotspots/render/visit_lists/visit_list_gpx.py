"""The visit list as GPX, for whoever walks with a phone or a satnav and has no GIS."""

from __future__ import annotations

from datetime import UTC
from html import escape
from pathlib import Path
from typing import Final

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from hotspots.render.plain_text import plain_text
from hotspots.render.stamp_text import marking_line
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList
from hotspots.render.visit_lists.visit_list_words import (
    TIER_WORDS,
    due_in_words,
    list_facts,
    long_moment,
    why,
)

DECIMALS: Final = 6  # of a degree: about 10 cm


def write_visit_gpx(path: Path, the_list: VisitList) -> None:
    """Write the homes as waypoints and as one route, both in the order of walking.

    A waypoint's name is its address; why, and by when, are its description. The route is the order,
    not a way along the streets: a navigator makes that of it. Every waypoint carries the marking
    and the moment at which the list expires, for they are looked at one by one.
    """
    facts = the_list.facts
    gpx = GPX()
    # The one text that gpxpy writes as it is.
    gpx.creator = escape(plain_text(facts.stamp.software), quote=True)
    gpx.name = f"{marking_line(facts.stamp)}: {the_list.title}"
    gpx.description = " ".join(f"{k}: {v.rstrip('.')}." for k, v in list_facts(the_list).items())
    gpx.keywords = ", ".join(
        map(plain_text, (facts.stamp.marking, facts.stamp.run_name, facts.district))
    )
    gpx.time = facts.stamp.made_at.astimezone(UTC)
    gpx.waypoints = [_waypoint(home, the_list) for home in the_list.homes]
    if the_list.homes:
        route = GPXRoute(name=f"{the_list.title}, in the order of walking", number=1)
        route.points = [
            GPXRoutePoint(*_position(home), name=home.address or home.door)
            for home in the_list.homes
        ]
        gpx.routes.append(route)
    path.write_text(gpx.to_xml(version="1.1") + "\n", encoding="utf-8", newline="\n")


def _waypoint(home: HomeToVisit, the_list: VisitList) -> GPXWaypoint:
    facts = the_list.facts
    waypoint = GPXWaypoint(
        *_position(home),
        name=home.address or home.door,
        description=f"{TIER_WORDS[home.tier]}. {due_in_words(home)}. {why(home)}",
        comment=f"{home.number} of {len(the_list.homes)}",
        type=str(home.tier),
    )
    waypoint.source = (
        f"{marking_line(facts.stamp)}, run {plain_text(facts.stamp.run_name)}, expires "
        f"{long_moment(facts.expires)}"
    )
    return waypoint


def _position(home: HomeToVisit) -> tuple[float, float]:
    return round(home.latitude, DECIMALS), round(home.longitude, DECIMALS)
