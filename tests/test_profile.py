from pathlib import Path

import pytest

from hotspots.errors import SettingsError
from hotspots.load.columns import ALIASES, AREA_TABLE_COLUMNS, LINE_COLUMNS
from hotspots.profile import COLUMNS, PROFILES, ForceProfile, load_profile

# The force's own structure, and ONS authority codes.
AUTHORITIES, DISTRICTS, AREAS, HARM_SPOT_TOWNS = 14, 10, 3, 7
FORCES = 43  # 39 in England, four in Wales
THEMES = 15  # the strategy's fourteen, and Vision Zero


ONE_DISTRICT = "[[districts]]\nlocal_policing_area = 'X'\nauthorities = []\nname = "

TWO_WICKS = "[force]\nname = 'Wick'\n[authorities]\nX1 = 'Wick'\nX2 = 'wick'\n"


def essex_text() -> str:
    return (PROFILES / "essex.toml").read_text(encoding="utf-8")


def profile_with(tmp_path: Path, old: str, new: str) -> Path:
    text = essex_text()
    assert old in text
    path = tmp_path / "force.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_essex_is_fourteen_authorities_in_ten_districts_in_three_areas(essex: ForceProfile) -> None:
    assert len(essex.authorities) == AUTHORITIES
    assert len(essex.districts) == DISTRICTS
    assert len({district.local_policing_area for district in essex.districts}) == AREAS
    assert len(essex.themes) == THEMES
    assert sum(place.harm_spot_town for place in essex.places) == HARM_SPOT_TOWNS


def test_maldon_is_policed_with_chelmsford(essex: ForceProfile) -> None:
    assert essex.district_of_authority("E07000074") == "Chelmsford & Maldon"
    assert essex.district_of_authority("E09000026") is None


def test_england_and_wales_is_forty_three_forces(essex: ForceProfile) -> None:
    nation = load_profile("england_and_wales")
    assert len(nation.authorities) == len(nation.districts) == FORCES
    assert nation.district_of_authority("E23000028") == "Essex"
    assert nation.district_of_authority("W15000004") == "Dyfed-Powys"
    assert (nation.is_of_forces, essex.is_of_forces) == (True, False)
    # No place, point or plan of Essex's is the nation's.
    assert (nation.places, nation.default_points, nation.trigger_plans) == ((), (), ())


def test_what_police_activity_finds_is_named(essex: ForceProfile) -> None:
    assert "Drugs" in essex.police_discovered.categories
    assert "Possession of weapons" in essex.police_discovered.categories


def test_another_force_is_another_file(tmp_path: Path) -> None:
    path = profile_with(tmp_path, 'name = "Essex Police"', 'name = "Othershire Constabulary"')
    assert load_profile(path).force_name == "Othershire Constabulary"


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="essex"):
        load_profile("nowhere")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('authorities = ["E07000071"]', 'authorities = ["E07999999"]', "not listed: E07999999"),
        ('authorities = ["E07000071"]', 'authorities = ["E07000071"]', ""),
        ('timezone = "Europe/London"', 'timezone = "Europe/Colchester"', "timezone"),
        ('crs = "EPSG:27700"', 'crs = "EPSG:0"', "crs"),
        ('per = "force"', 'per = "week"', "harm_spots.per"),
        ('begin_on = ["Monday", ', 'begin_on = ["Montag", ', r"nights.begin_on: 'Montag' is no"),
        ('selection = "street_violence"', 'selection = "noise"', "not defined: noise"),
        ('name = "Essex Police"', "", "force lacks name"),
        ("[force]", "[force", "not valid TOML"),
        (
            "local_policing_area =",
            "policing_area =",
            "policing_area is not known .did you mean .local_policing_area",
        ),
    ],
)
def test_each_fault_of_a_profile_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    path = profile_with(tmp_path, old, new)
    if not complaint:
        load_profile(path)
        return
    with pytest.raises(SettingsError, match=complaint):
        load_profile(path)


def test_every_fault_is_in_one_message(tmp_path: Path) -> None:
    path = profile_with(tmp_path, 'authorities = ["E07000071"]', 'authorities = ["E07999999"]')
    with pytest.raises(SettingsError) as caught:
        load_profile(path)
    assert "E07999999" in str(caught.value)
    assert "without a district: E07000071" in str(caught.value)


def test_a_profile_based_on_another_says_only_what_differs(
    tmp_path: Path, essex: ForceProfile
) -> None:
    path = tmp_path / "own.toml"
    path.write_text('base = "essex"\n[force]\nmarking = "OFFICIAL"\n', encoding="utf-8")
    own = load_profile(path)
    assert own.marking == "OFFICIAL"
    assert own.districts == essex.districts
    assert own.force_name == essex.force_name


def test_another_force_takes_selections_from_its_base_and_no_ground(
    tmp_path: Path, essex: ForceProfile
) -> None:
    path = tmp_path / "teesside.toml"
    path.write_text(
        'base = "essex"\n[force]\nname = "Cleveland Police"\n'
        '[authorities]\nE06000001 = "Hartlepool"\n'
        '[[districts]]\nname = "Hartlepool"\nlocal_policing_area = "North"\n'
        'authorities = ["E06000001"]\n',
        encoding="utf-8",
    )
    own = load_profile(path)
    assert own.authorities == {"E06000001": "Hartlepool"}
    assert own.district_names == ("Hartlepool",)
    assert own.places == ()
    assert own.selections == essex.selections
    assert own.timezone == essex.timezone


def test_the_demonstration_says_that_it_is_one(essex: ForceProfile) -> None:
    demo = load_profile("demo")
    assert demo.demonstration
    assert "DEMONSTRATION" in demo.marking
    assert not essex.demonstration


def test_the_columns_that_a_profile_may_name_are_those_that_are_known() -> None:
    assert set(COLUMNS) == set(ALIASES) | set(AREA_TABLE_COLUMNS) | set(LINE_COLUMNS)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[colums]\neasting = 'X'", "colums is not known .did you mean 'columns'"),
        ("[columns]\nwhen = 'x'", r"columns\.when is not known \(there are: offence_id,"),
        ("[columns]\neasting = 3", r"columns\.easting must be text or a list of text, not 3"),
        ("[columns]\ndate_format = 'dd/mm/yyyy'", r"columns\.date_format must be such as '%d"),
        ("[harm_spots]\ncunt = 5", r"harm_spots\.cunt is not known .did you mean 'count'"),
        ("[harm_spots]\ncount = 'many'", r"harm_spots\.count must be a whole number, not 'many'"),
        ("[harm_spots]\ncount = 0", r"harm_spots\.count must be 1 or more, not 0"),
        ("[force]\nmarkng = 'X'", r"force\.markng is not known .did you mean 'marking'"),
        ("markng = 'X'", "markng is not known"),
        ("force = 'Essex'", "force must be a table"),
        ("[places]\nname = 'Wick'", r"places must be a list of tables, \[\[places\]\]"),
        ("[[default_points]]\nname = 'HQ'", r"default_points\[0\] lacks easting, northing"),
        ("[selections.asb]\nlabel = 'ASB'", r"selections\.asb lacks description"),
        ("[authorities]\nE07000071 = 3", r"authorities\.E07000071 must be text, not 3"),
        ("[force]\ncrs = 'EPSG:4326'", "crs 'EPSG:4326' is not in metres"),
        ("[authorities]\nE06000001 = 'Hartlepool'", r"no \[districts\]; force lacks name"),
        (f"{ONE_DISTRICT}''", "districts without a name, by their number in the file: 1"),
        (f"{ONE_DISTRICT}'A'\n{ONE_DISTRICT}'a '", "districts that share a name: 'a'"),
        (f"{TWO_WICKS}{ONE_DISTRICT}'A'", "authorities that share a name: 'wick'"),
    ],
)
def test_a_slip_in_a_profile_is_never_passed_over(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'base = "essex"\n{text}\n', encoding="utf-8")
    if not text.startswith("["):
        path.write_text(f'{text}\nbase = "essex"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=complaint):
        load_profile(path)


def test_slips_and_faults_of_sense_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'base = "essex"\n[force]\nmarkng = "X"\ncrs = "EPSG:4326"\n[harm_spots]\ncunt = 5\n'
        'per = "week"\n[[default_points]]\nname = "HQ"\n[colums]\n[cocooning]\n'
        'selection = "noise"\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as caught:
        load_profile(path)
    for complaint in ("markng", "not in metres", "cunt", "'week'", "lacks easting, northing",
                      "colums", "not defined: noise", "docs/another-force.md"):  # fmt: skip
        assert complaint in str(caught.value)


def test_a_base_is_found_beside_the_profile_that_names_it(
    tmp_path: Path, essex: ForceProfile
) -> None:
    (tmp_path / "county.toml").write_text('base = "essex"\n', encoding="utf-8")
    (tmp_path / "own.toml").write_text('base = "county.toml"\n', encoding="utf-8")
    assert load_profile(tmp_path / "own.toml").districts == essex.districts
    (tmp_path / "county.toml").write_text('base = "own.toml"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be based on"):
        load_profile(tmp_path / "own.toml")


def test_a_profile_that_is_no_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes('base = "essex" # Châtelet'.encode("cp1252"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_profile(tmp_path / "own.toml")
