from pathlib import Path

import pytest

from hotspots import schema
from hotspots.errors import AmbiguousDatesError, InputError, MissingColumnError, NoRowsError
from hotspots.load.gps_tracks import FIX_TIME, TRACK, read_tracks

COLCHESTER = (599_000.0, 224_000.0, 600_000.0, 226_000.0)
GPX = """<?xml version="1.0"?>
<gpx version="1.1" creator="radio" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="51.8890" lon="0.9010"><time>2026-07-10T20:15:00Z</time></trkpt>
<trkpt lat="51.8891" lon="0.9012"><time>2026-07-10T20:15:10Z</time></trkpt>
<trkpt lat="51.8892" lon="0.9014"/>
<trkpt lat="0.0" lon="0.0"><time>2026-07-10T20:15:30Z</time></trkpt>
</trkseg></trk></gpx>
"""


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_gpx_track_is_put_on_the_clock_in_the_street(tmp_path: Path) -> None:
    read = read_tracks([_write(tmp_path, "shift.gpx", GPX)], near=COLCHESTER)
    assert [time.isoformat() for time in read.fixes[FIX_TIME]] == [
        "2026-07-10T21:15:00+01:00",
        "2026-07-10T21:15:10+01:00",
    ]
    # 51.8890 N 0.9010 E lies in the middle of Colchester.
    assert read.fixes.geometry.x.iloc[0] == pytest.approx(599_700, abs=300)
    assert read.fixes.geometry.y.iloc[0] == pytest.approx(225_100, abs=300)


def test_every_fix_is_used_or_set_aside_with_its_number(tmp_path: Path) -> None:
    read = read_tracks([_write(tmp_path, "shift.gpx", GPX)], near=COLCHESTER)
    assert read.rows_in == len(read.fixes) + len(read.set_aside) == 4
    assert read.set_aside[[schema.SOURCE_LINE, schema.REASON]].to_numpy().tolist() == [
        [3, "no date"],
        [4, "coordinates are (0, 0)"],
    ]


def test_a_table_says_whose_track_each_fix_is(tmp_path: Path) -> None:
    table = (
        "device,time,latitude,longitude\n"
        "A7,2026-01-09 21:15:00,51.8890,0.9010\n"
        "B2,2026-01-09 21:15:05,51.8890,0.9010\n"
        "A7,2026-01-09 21:15:10,0.9010,51.8890\n"
        "A7,2026-01-09 21:15:20,,\n"
    )
    read = read_tracks([_write(tmp_path, "radios.csv", table)], near=COLCHESTER)
    assert read.fixes[TRACK].tolist() == ["radios.csv A7", "radios.csv B2"]
    assert read.set_aside[schema.REASON].tolist() == ["outside the force", "no coordinates"]
    assert read.set_aside[schema.SOURCE_LINE].tolist() == [4, 5]


def test_a_table_of_fixes_is_read_whatever_saved_it(tmp_path: Path) -> None:
    path = tmp_path / "radios.txt"
    lines = (
        "Shift of 9 January\n\ndevice;time;latitude;longitude\nA7;09/01/2026 15;51.8890;0.9010\n"
    )
    path.write_bytes((lines + "A7;13/01/2026 945;51.8890;0.9010\n").encode("utf-16"))
    read = read_tracks([path], near=COLCHESTER)
    assert read.fixes[FIX_TIME].dt.strftime("%d %H:%M").tolist() == ["09 00:15", "13 09:45"]


def test_a_column_called_utc_is_in_utc_and_an_offset_is_believed(tmp_path: Path) -> None:
    in_utc = _write(tmp_path, "a.csv", "utc,easting,northing\n2026-07-10 20:15:00,599700,225100\n")
    offset = _write(
        tmp_path, "b.csv", "time,easting,northing\n2026-07-10T21:15:00+01:00,599700,225100\n"
    )
    read = read_tracks([in_utc, offset], near=COLCHESTER)
    assert read.fixes[FIX_TIME].nunique() == 1
    assert read.fixes[FIX_TIME].iloc[0].isoformat() == "2026-07-10T21:15:00+01:00"


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        ("a.gpx", "<gpx><trk>", InputError, "is no whole XML"),
        ("a.csv", "when,latitude,longitude\n1,2,3\n", MissingColumnError, "lacks time"),
        ("a.csv", "time,latitude\n2026-01-09 21:15:00,51\n", MissingColumnError, "longitude"),
        ("a.csv", "time,latitude,longitude\n03/04/2026 21:15,51,0\n", AmbiguousDatesError, "day"),
        ("a.gpx", GPX.replace("time>", "desc>"), NoRowsError, "no fix can be used"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_tracks([_write(tmp_path, name, text)], near=COLCHESTER)


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    paths = [_write(tmp_path, name, GPX) for name in ("a.gpx", "b.gpx")]
    with pytest.raises(InputError, match="the same file"):
        read_tracks(paths, near=COLCHESTER)


def _two_units(header: str, row: str) -> str:
    """A quarter of an hour of two units, a fix each minute: one here, one forty kilometres off."""
    lines = [header]
    for minute in range(16):
        lines.append(row.format(unit="EX1", at=f"10:{minute:02d}:00", place="599600,225200"))
        lines.append(row.format(unit="EX2", at=f"10:{minute:02d}:20", place="569800,207530"))
    return "\n".join(lines)


@pytest.mark.parametrize(
    "carrier", ["callsign", "Collar No.", "Radio ISSI", "Vehicle Reg", "Officer ID", "Resource"]
)
def test_any_column_that_names_who_carried_the_receiver_parts_the_tracks(
    tmp_path: Path, carrier: str
) -> None:
    text = _two_units(f"{carrier},time,easting,northing", "{unit},2025-06-15 {at},{place}")
    read = read_tracks([_write(tmp_path, "a.csv", text)], near=COLCHESTER)
    assert read.fixes[TRACK].unique().tolist() == ["a.csv EX1", "a.csv EX2"]
    assert read.sources[0].mapping[TRACK] == carrier
    assert not read.sources[0].notes


def test_a_speed_is_no_name_of_a_vehicle(tmp_path: Path) -> None:
    text = (
        "vehicle speed,time,easting,northing\n12,2025-06-15 10:00:00,599600,225200\n"
        "31,2025-06-15 10:00:10,599640,225200\n"
    )
    read = read_tracks([_write(tmp_path, "a.csv", text)], near=COLCHESTER)
    assert read.fixes[TRACK].unique().tolist() == ["a.csv"]


def test_two_units_in_one_track_are_noticed_by_their_jumps(tmp_path: Path) -> None:
    text = _two_units("time,easting,northing", "2025-06-15 {at},{place}")
    read = read_tracks([_write(tmp_path, "a.csv", text)], near=COLCHESTER)
    [note] = read.sources[0].notes
    assert note.startswith("a.csv: 31 of 31 steps jump faster than anybody moves: two units")


def test_a_receiver_that_jumps_once_is_not_two_units(tmp_path: Path) -> None:
    rows = [f"2025-06-15 10:{minute:02d}:00,599600,225200" for minute in range(40)]
    rows[20] = "2025-06-15 10:20:00,569800,207530"
    text = "\n".join(["time,easting,northing", *rows])
    assert not read_tracks([_write(tmp_path, "a.csv", text)], near=COLCHESTER).sources[0].notes


def test_all_that_a_table_of_fixes_lacks_is_said_at_once(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.csv", "when,lattitude\n2025-06-15 10:00:00,51.9\n")
    with pytest.raises(MissingColumnError, match=r"lacks time .*longitude .*nearest here 'lattit"):
        read_tracks([path], near=COLCHESTER)
