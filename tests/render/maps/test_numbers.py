"""Numbers on a static map are drawn by hand, as matplotlib's own calls would draw them."""

from __future__ import annotations

import numpy as np

from hotspots.render.maps import map_furniture
from hotspots.render.maps.label_placing import NUMBER_RADIUS_MM, POINTS_PER_MM, LabelPlacer

FRAME = (0.0, 0.0, 300.0, 300.0)
NUMBERS = [("1", 40.0, 60.0), ("26+", 50.0, 62.0), ("117", 280.0, 295.0)]


class Plain(LabelPlacer):
    """With ``plot`` and ``scatter``, and the number's own place kept."""

    def _draw_number(self, number: str, easting: float, northing: float) -> None:
        line = self.axes.lines[-1]
        at = np.asarray(line.get_xydata())
        line.remove()
        self.axes.plot(*at.T, color="#111111", linewidth=0.6, zorder=8)
        self.axes.scatter(
            easting,
            northing,
            s=(2 * NUMBER_RADIUS_MM * POINTS_PER_MM) ** 2,
            facecolor="white",
            edgecolor="#111111",
            linewidth=0.7,
            zorder=9,
        )
        super()._draw_number(number, easting, northing)
        self.axes.collections[-1].remove()


def drawn(placed: type[LabelPlacer]) -> str:
    def draw(placer: LabelPlacer) -> None:
        mine = placed(placer.axes, placer.frame, placer.metres_per_mm)
        for each in NUMBERS:
            mine.add_number(*each)

    return map_furniture.map_svg(FRAME, 90.0, 90.0, draw)


def test_numbers_are_what_plot_and_scatter_would_draw() -> None:
    assert drawn(LabelPlacer) == drawn(Plain)
