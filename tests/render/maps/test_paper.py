"""Maps on paper are SVG of our own: what is drawn stands where it lies, and says what it says."""

from __future__ import annotations

import html
import io
import re
from itertools import pairwise

import numpy as np
import pypdf
import pypdfium2
import pytest
import shapely
import typst
from numpy.typing import NDArray
from PIL import Image

from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import ABOVE, Lettering, Level, Paper, Plate
from hotspots.render.typeset import font_folder, picture_of_page, width_in_em

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'it' ${x} {{y}}"
NAME = Lettering(size_pt=7.0, colour="#123456")
# A point is a hundred units; on this paper it is a metre on the ground.
FRAME = (1_000.0, 2_000.0, 1_100.0, 2_050.0)
WIDTH_MM = 100 * 25.4 / 72
PAGE = b"""
#set document(title: "Paper")
#set page(width: 100pt, height: 50pt, margin: 0pt)
#image(bytes(sys.inputs.map), format: "svg", width: 100pt, alt: "Paper")
"""


@pytest.fixture
def paper() -> Paper:
    return Paper(FRAME, WIDTH_MM)


def picture(drawn: Paper) -> NDArray[np.uint8]:
    """Return what is seen, a pixel a point."""
    png = picture_of_page(
        "force_picture.typ", {}, dots_per_inch=72, pictures={"map": drawn.svg()}, texts={}
    )
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def pages(drawn: Paper) -> bytes:
    """Return it in a PDF that is tagged for screen readers."""
    return bytes(
        typst.compile(
            PAGE,
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(font_folder())],
            ),
            sys_inputs={"map": drawn.svg()},
            pdf_standards=["ua-1"],
        )
    )


def test_paper_is_as_large_as_asked_and_its_height_follows_from_the_frame(paper: Paper) -> None:
    assert paper.height_mm == pytest.approx(WIDTH_MM / 2)
    assert paper.svg().startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="50pt" '
        'viewBox="0 0 10000 5000" font-family="DejaVu Sans, Verdana, sans-serif">'
    )


def test_a_line_is_told_from_the_north_west_by_its_steps(paper: Paper) -> None:
    line = shapely.LineString([(1_010, 2_040), (1_020.004, 2_040), (1_020, 2_010.5)])
    other = shapely.LineString([(1_050, 2_050), (1_040, 2_050)])
    assert paper.path([line, other]) == "m1000 1000l1000 0 0 2950m3000-3950l-1000 0"


def test_rounding_does_not_add_up_along_a_line(paper: Paper) -> None:
    across = np.linspace(1_000, 1_100, 7_778)
    wave = 2_025 + 20 * np.sin(across)
    path = paper.path(shapely.LineString(np.column_stack([across, wave])))
    steps = np.array(re.findall(r"-?\d+", path), dtype=int).reshape(-1, 2)
    assert np.abs(steps.sum(axis=0) - (10_000, 100 * (2_050 - wave[-1]))).max() <= 1


def test_what_is_far_outside_is_not_written_and_what_crosses_the_edge_goes_over_it(
    paper: Paper,
) -> None:
    assert paper.path([shapely.LineString([(0, 0), (500, 500)]), shapely.LineString()]) == ""
    crossing = paper.path(shapely.LineString([(0, 2_025), (9_000, 2_025)]))
    begins, length = map(int, re.findall(r"m(-?\d+) 2500l(\d+) 0", crossing)[0])
    assert begins < 0
    assert 10_000 < begins + length < 12_000


def test_nothing_is_drawn_by_an_empty_path(paper: Paper) -> None:
    empty = paper.svg()
    paper.stroke(paper.path([]), "black", 1.0, Level.AREAS)
    paper.fill(paper.area_path([]), "black", Level.AREAS)
    paper.signs([], Sign.STAR, 5.0, Level.SIGNS, fill="black")
    assert paper.svg() == empty


def test_dashes_are_as_long_as_so_many_widths_of_their_line(paper: Paper) -> None:
    line = paper.path(shapely.LineString([(1_000, 2_025), (1_100, 2_025)]))
    paper.stroke(line, "#000000", 0.45, Level.AREAS, dashes=(4.0, 2.5))
    assert 'stroke-width="45" stroke-dasharray="180 112.5"' in paper.svg()


def test_a_dashed_line_is_seen_with_its_gaps(paper: Paper) -> None:
    line = paper.path(shapely.LineString([(1_000, 2_025), (1_100, 2_025)]))
    paper.stroke(line, "#000000", 4.0, Level.AREAS, dashes=(2.5, 2.5))
    row = picture(paper)[25, :, 0]
    # It begins a little to the west of the frame.
    assert np.count_nonzero(row < 40) == pytest.approx(50, abs=10)
    assert np.count_nonzero(np.diff((row < 128).astype(int))) == pytest.approx(10, abs=2)


def test_north_is_up_and_a_hole_stays_free() -> None:
    north_west = shapely.box(1_000, 2_020, 1_050, 2_050)
    hole = shapely.box(1_020, 2_030, 1_030, 2_040)
    # However its rings turn.
    for shape in (north_west.difference(hole), shapely.reverse(north_west.difference(hole))):
        drawn = Paper(FRAME, WIDTH_MM)
        drawn.fill(drawn.area_path(shape), "#0000ff", Level.GROUND)
        seen = picture(drawn)
        assert seen[5, 5].tolist() == [0, 0, 255]
        assert seen[15, 25].tolist() == [255, 255, 255]
        assert seen[40, 5].tolist() == [255, 255, 255]
        assert seen[5, 60].tolist() == [255, 255, 255]


def test_areas_of_one_tint_that_overlap_are_all_filled(paper: Paper) -> None:
    both = [shapely.box(1_000, 2_000, 1_060, 2_050), shapely.box(1_040, 2_000, 1_100, 2_050)]
    paper.fill(paper.area_path(both), "#00ff00", Level.GROUND)
    assert (picture(paper)[:, :, 0] == 0).all()


def test_a_rectangle_may_be_seen_through(paper: Paper) -> None:
    box = (1_000.0, 2_000.0, 1_100.0, 2_050.0)
    paper.rectangle(box, Level.GROUND, fill="#000000", opacity=0.5)
    assert picture(paper)[25, 50] == pytest.approx(127, abs=1)


def test_a_level_lies_on_those_below_it_whatever_was_drawn_first(paper: Paper) -> None:
    box = (1_000.0, 2_000.0, 1_100.0, 2_050.0)
    paper.rectangle(box, Level.NUMBERS, fill="#ff0000")
    paper.rectangle(box, Level.GROUND, fill="#0000ff")
    assert picture(paper)[25, 50].tolist() == [255, 0, 0]
    paper.rectangle(box, Level.NUMBERS, fill="#00ff00")
    assert picture(paper)[25, 50].tolist() == [0, 255, 0]


@pytest.mark.parametrize("way", ["png", "pdf"])
def test_cells_keep_their_colour_and_their_edges(paper: Paper, way: str) -> None:
    classes = np.array([[0, 1], [2, 1]], dtype=np.uint8)  # the southern row first
    colours = np.array(
        [(255, 255, 255, 0), (251, 220, 174, 255), (132, 41, 15, 255)], dtype=np.uint8
    )
    paper.rectangle((1_000.0, 2_000.0, 1_100.0, 2_050.0), Level.GROUND, fill="#0000ff")
    paper.cells(classes, colours, (1_000.0, 2_000.0, 1_100.0, 2_050.0), Level.DENSITY)
    if way == "png":
        seen = picture(paper)
    else:
        page = pypdfium2.PdfDocument(pages(paper))[0]
        seen = np.asarray(page.render(scale=1).to_pil().convert("RGB"))
    blue, pale, dark = [0, 0, 255], [251, 220, 174], [132, 41, 15]
    assert seen[2, 2].tolist() == seen[22, 47].tolist() == dark
    assert seen[47, 2].tolist() == seen[27, 47].tolist() == blue
    assert seen[2, 97].tolist() == seen[47, 97].tolist() == seen[27, 52].tolist() == pale
    between = {tuple(pixel) for pixel in seen[3:47, 3:97].reshape(-1, 3).tolist()}
    assert between == {tuple(blue), tuple(pale), tuple(dark)}


def test_cells_can_be_seen_through(paper: Paper) -> None:
    colours = np.array([(255, 255, 255, 0), (0, 0, 0, 128)], dtype=np.uint8)
    box = (1_000.0, 2_000.0, 1_100.0, 2_050.0)
    paper.cells(np.ones((1, 1), dtype=np.uint8), colours, box, Level.DENSITY)
    assert picture(paper)[25, 50] == pytest.approx(127, abs=1)


def test_a_hostile_label_is_shown_and_never_run(paper: Paper) -> None:
    paper.text((1_050.0, 2_025.0), HOSTILE, NAME, Level.NAMES)
    svg = paper.svg()
    assert "<script" not in svg
    found = re.search(r"<text[^>]*>([^<]*)</text>", svg)
    assert found is not None
    assert html.unescape(found[1]) == HOSTILE
    assert HOSTILE in pypdf.PdfReader(io.BytesIO(pages(paper))).pages[0].extract_text()


def test_words_in_a_halo_are_read_once(paper: Paper) -> None:
    look = Lettering(size_pt=7.0, bold=True, italic=True, halo=True)
    paper.text((1_050.0, 2_025.0), "Market Street", look, Level.NAMES, degrees=30.0)
    words = pypdf.PdfReader(io.BytesIO(pages(paper))).pages[0].extract_text()
    assert words.count("Market Street") == 1


def test_a_halo_is_white_around_the_letters_and_not_over_them(paper: Paper) -> None:
    paper.rectangle((1_000.0, 2_000.0, 1_100.0, 2_050.0), Level.GROUND, fill="#0000ff")
    look = Lettering(size_pt=40.0, colour="#000000", bold=True, halo=True)
    paper.text((1_050.0, 2_025.0), "I", look, Level.NAMES)
    row = picture(paper)[25].tolist()
    stem = [at for at, pixel in enumerate(row) if pixel == [0, 0, 0]]
    assert 6 <= len(stem) <= 9  # a stem of DejaVu Sans Bold is 0.18 of its size wide
    assert all(b - a == 1 for a, b in pairwise(stem))
    assert min(row[stem[0] - 2]) > 100
    assert row[stem[0] - 5] == [0, 0, 255]


def test_words_stand_where_they_are_said_to() -> None:
    middle = (1_050.0, 2_025.0)
    for align, below in (("start", 0.0), ("middle", 0.0), ("end", ABOVE)):
        drawn = Paper(FRAME, WIDTH_MM)
        look = Lettering(size_pt=10.0, align=align, below=below)
        drawn.text(middle, "HHHH", look, Level.NAMES)
        inked = picture(drawn)[:, :, 0] < 128
        columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
        width = 10 * width_in_em("HHHH")
        left = {"start": 50, "middle": 50 - width / 2, "end": 50 - width}[align]
        assert columns[0] == pytest.approx(left, abs=2)
        assert columns[-1] + 1 == pytest.approx(left + width, abs=2)
        assert rows[-1] + 1 == pytest.approx(25 + 10 * below, abs=1)


def test_a_plate_is_as_wide_as_the_words_and_the_room_around_them(paper: Paper) -> None:
    plate = Plate(room_pt=1.0, edge="#444444")
    paper.text((1_050.0, 2_025.0), "A12", NAME, Level.NAMES, plate=plate)
    found = re.search(
        r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" [^>]*#444444', paper.svg()
    )
    assert found is not None
    left, top, width, height = map(int, found.groups())
    assert width == pytest.approx(100 * (7 * width_in_em("A12") + 2), abs=1)
    assert left + width / 2 == pytest.approx(5_000, abs=1)
    assert height == 900
    assert top + height / 2 == pytest.approx(2_500, abs=1)


def test_bold_words_are_wider_and_an_m_is_wider_than_an_i() -> None:
    assert width_in_em("Basildon", bold=True) > width_in_em("Basildon")
    assert width_in_em("mmm") > 2 * width_in_em("iii")


def test_paper_laid_on_paper_shows_nothing_beyond_its_edge() -> None:
    sheet = Paper.sheet(WIDTH_MM, WIDTH_MM)
    part = Paper(FRAME, WIDTH_MM / 2)
    wide = (0.0, 0.0, 9_000.0, 9_000.0)
    part.rectangle(wide, Level.GROUND, fill="#0000ff")
    part.text((1_100.0, 2_025.0), "wide words", NAME, Level.NAMES)
    sheet.lay(part, (WIDTH_MM / 4, WIDTH_MM / 4), Level.GROUND)
    seen = picture(sheet)
    rows, columns = np.nonzero((seen != 255).any(axis=2))
    assert (columns.min(), columns.max()) == (25, 74)
    assert (rows.min(), rows.max()) == (50, 74)  # half as high as wide, from the south-west corner


@pytest.mark.parametrize("sign", Sign)
def test_a_sign_is_as_large_as_asked_around_its_point(paper: Paper, sign: Sign) -> None:
    paper.signs([(1_050.0, 2_025.0)], sign, 20.0, Level.SIGNS, fill="#000000")
    rows, columns = np.nonzero(picture(paper)[:, :, 0] < 250)
    assert columns.min() + columns.max() + 1 == pytest.approx(100, abs=1)
    # A diamond is a square on its corner, and the lower arms of a star end above a circle's foot.
    high = {Sign.DIAMOND: 28.3, Sign.STAR: 18.1}.get(sign, 20)
    assert rows.max() + 1 - rows.min() == pytest.approx(high, abs=2)


def test_the_same_drawing_is_the_same_bytes() -> None:
    def drawn() -> str:
        paper = Paper(FRAME, WIDTH_MM)
        paper.cells(
            np.eye(30, dtype=np.uint8),
            np.array([(255, 255, 255, 0), (1, 2, 3, 255)], dtype=np.uint8),
            FRAME,
            Level.DENSITY,
        )
        paper.stroke(
            paper.path(shapely.Point(1_050, 2_025).buffer(20).exterior), "#123456", 1.1, Level.SPOTS
        )
        paper.signs([(1_050, 2_025)], Sign.STAR, 5.0, Level.SIGNS, fill="red", edge="white")
        paper.text((1_050.0, 2_025.0), "Quay", NAME, Level.NAMES, degrees=12.345)
        return paper.svg()

    assert drawn() == drawn()
