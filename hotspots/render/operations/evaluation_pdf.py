"""The evaluation on two pages of A4: the verdict first, then what was done, then how sure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hotspots import schema, words
from hotspots.render.glyphs import drawable
from hotspots.render.operations.evaluation_content import EvaluationContent
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.stamp import ProductStamp
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.typeset import pdf_pages, printable
from hotspots.schema import AREA_ROLE, AreaRole

MOST_AREAS: Final = 24
LONGEST_FACT: Final = 900
_AT_THE_HEAD: Final = ("Demonstration", "Marking", "Force", "Period")


def write_evaluation_pdf(path: Path, content: EvaluationContent, stamp: ProductStamp) -> None:
    """Write the report, tagged for screen readers; the same bytes from the same data."""
    data: dict[str, Any] = {
        "title": printable(content.title, 90),
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), 160),
        "subtitle": printable(f"{stamp.force_name} · {content.subtitle}", 200),
        "headline": printable(content.headline, 160),
        "sentence": printable(content.sentence, 600),
        "points": [printable(point, 520) for point in content.points],
        "figures": [[printable(label, 60), printable(v, 40)] for label, v in content.figures],
        "done": [[printable(label, 40), printable(text, 400)] for label, text in content.done],
        "step": content.step,
        "before_days": content.before_days,
        "during_days": content.during_days,
        "areas": _areas(content),
        "areas_in_all": int((content.areas[AREA_ROLE] == AreaRole.TREATED).sum()),
        "has_patrols": bool(content.areas[schema.PATROL_VISITS].notna().any()),
        "facts": [
            [label, printable(text, LONGEST_FACT)]
            for label, text in stamp_facts(stamp).items()
            if label not in _AT_THE_HEAD
        ],
    }
    pictures = {
        "series": series_picture(content),
        "forest": forest_picture(content.forest),
        "map": map_picture(content),
    }
    path.write_bytes(pdf_pages("evaluation.typ", data, made_at=stamp.made_at, pictures=pictures))


def _areas(content: EvaluationContent) -> list[dict[str, str]]:
    treated = content.areas[content.areas[AREA_ROLE] == AreaRole.TREATED]
    return [
        {
            "name": printable(row[schema.SPOT_NAME], 60),
            "before": f"{row[schema.BEFORE_OFFENCES]:,}",
            "during": f"{row[schema.DURING_OFFENCES]:,}",
            "expected": words.number(row[schema.EXPECTED_OFFENCES], 1, missing=""),
            "visits": words.number(row[schema.PATROL_VISITS], missing=""),
            "minutes": words.number(row[schema.PATROL_MINUTES], missing=""),
            "share": words.share(row[schema.SHARE_DELIVERED], missing=""),
        }
        for row in treated.head(MOST_AREAS).to_dict("records")
    ]
