from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.errors import InputError, MissingColumnError, SettingsError
from hotspots.load.harm_weights import read_harm_index, shipped_indices
from hotspots.load.offence_codes import read_offence_codes
from tests.reading import csv_rows

WriteFile = Callable[..., Path]


def test_the_indices_ship_with_their_editions_and_say_what_they_weigh() -> None:
    assert shipped_indices() == ("cchi_2026", "collisions_2014", "count", "css_2020_21")
    subjects = {index.key: index.subject for index in map(read_harm_index, shipped_indices())}
    assert subjects.pop("collisions") == "collisions"
    assert subjects == dict.fromkeys(("cchi", "count", "css"), "offences")


def test_a_fatal_collision_weighs_as_83_slight_ones() -> None:
    """Reported Road Casualties Scotland 2014, table 9(b): 2,066,732, 235,791 and 24,887 pounds."""
    weights = read_harm_index("collisions").by_category
    slight = weights["Slight collision"]
    assert weights["Fatal collision"] / slight == pytest.approx(83.04, abs=0.01)
    assert weights["Serious collision"] == 235_791


def test_a_force_s_own_codes_may_be_written_with_zeros_and_strokes(write_file: WriteFile) -> None:
    index = read_harm_index(write_file("ours.csv", "offence_code,weight", "008N,1", "34/B,2"))
    assert index.by_offence_code == {"8N": 1.0, "34B": 2.0}


@pytest.mark.parametrize(
    ("code", "weight"),  # Office for National Statistics, Crime Severity Score, about 2020/21
    [
        ("1", 7973.393423),
        ("4.1", 7973.393423),
        ("4.10", 7973.393423),
        ("19C", 2952.940993),
        ("34A", 799.6288702),
        ("34B", 799.6288702),
        ("28E", 465.3814732),
        ("30C", 123.0183965),
        ("8N", 189.1538871),
        ("8L", 36.09753014),
        ("105A", 13.51054152),
        ("ASB", 0.0),
    ],
)
def test_css_weights_are_the_published_ones(code: str, weight: float) -> None:
    assert read_harm_index("css").by_offence_code[code] == weight


def test_css_holds_128_published_weights() -> None:
    """Four codes of homicide share one; 28A stands under 28C and 30A under 30C."""
    codes = set(read_harm_index("css").by_offence_code) - {"ASB"}
    assert len(codes - {"4.1", "4.2", "4.10", "28A", "30A"}) == 128


def test_css_agrees_with_the_table_it_was_made_from(shared_data: Path) -> None:
    css = read_harm_index("css_2020_21")
    path = shared_data / "harm_weights" / "ons_css_2020_21.csv"
    rows = csv_rows(path)
    for row in rows:
        for code in row["ONS_COUNTS_code"].split("/"):
            assert css.by_offence_code[code] == float(row["ONS_SEVERITY_weight"])


def test_css_by_category_is_the_essex_mix_of_2019_20() -> None:
    by_category = read_harm_index("css").by_category
    assert by_category["Violence and sexual offences"] == 232.81
    assert by_category["Robbery"] == 799.63
    assert by_category["Anti-social behaviour"] == 0.0


def test_cchi_gives_a_code_the_median_of_its_subgroup() -> None:
    cchi = read_harm_index("cchi")
    assert cchi.unit == "days"
    assert cchi.by_subgroup["1"] == 5475
    assert cchi.by_subgroup["8N"] == 365
    assert cchi.by_subgroup["28E"] == 273.5
    assert cchi.by_subgroup["46"] == 1
    assert "medians over codes, not weighted by volume" in cchi.caveat
    assert cchi.by_offence_code == {"ASB": 0.0}


def test_every_notifiable_code_has_a_cchi_subgroup() -> None:
    codes = read_offence_codes()
    assert set(read_harm_index("cchi").by_subgroup) == set(codes.category) - {"ASB"}


def test_every_index_knows_every_category() -> None:
    for name in ("css", "cchi"):
        assert set(read_harm_index(name).by_category) == set(read_offence_codes().categories)


def test_essex_harm_of_2024_25_in_cchi_days(shared_data: Path) -> None:
    """14,749,148.75 days, 80.95 % of it violence and sexual offences, 9.92 % burglary.

    The published harm uses days that are not rounded, the published days are rounded to a
    hundredth: each product agrees within the count times half a hundredth.
    """
    days = read_harm_index("cchi").by_category
    name = "essex_category_cchi2026_and_counts_2024_25.csv"
    with (shared_data / "harm_weights" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    published = {row["crime_type"]: float(row["harm_cchi_days"]) for row in rows}
    ours = {row["crime_type"]: int(row["count_2024_25"]) * days[row["crime_type"]] for row in rows}
    for row in rows:
        rounding = int(row["count_2024_25"]) * 0.005 + 0.005
        assert ours[row["crime_type"]] == pytest.approx(published[row["crime_type"]], abs=rounding)
    assert sum(published.values()) == 14_749_148.75
    total = sum(ours.values())
    assert total == pytest.approx(14_749_148.75, rel=1e-4)
    assert round(100 * ours["Violence and sexual offences"] / total, 2) == 80.95
    # 1,462,426.77 of 14,748,925: the rounded days move the last digit of no share.
    assert round(100 * ours["Burglary"] / total, 2) == 9.92


def test_a_plain_count_weighs_every_offence_one_even_an_unknown_one() -> None:
    count = read_harm_index("count")
    assert count.default_weight == 1.0
    assert not count.by_offence_code
    assert read_harm_index("css").default_weight is None


def test_a_force_s_own_table_needs_two_columns_and_nothing_else(write_file: WriteFile) -> None:
    index = read_harm_index(write_file("our_index.csv", "Offence Code,Weight", "8n,12.5", "4.10,3"))
    assert index.key == "our_index"
    assert index.by_offence_code == {"8N": 12.5, "4.10": 3.0}


def test_a_force_s_own_table_by_category(write_file: WriteFile) -> None:
    index = read_harm_index(write_file("ours.csv", "category,weight", "BURGLARY,10"))
    assert index.by_category == {"Burglary": 10.0}


def test_one_code_with_two_weights_is_refused_with_both_lines(write_file: WriteFile) -> None:
    path = write_file("ours.csv", "offence_code,weight", "8N,1", "8L,2", "8N,3")
    with pytest.raises(
        InputError, match=r"line 4: offence_code '8N' weighs 3 here and 1 on line 2"
    ):
        read_harm_index(path)


def test_one_code_twice_with_one_weight_is_no_fault(write_file: WriteFile) -> None:
    path = write_file("ours.csv", "offence_code,weight", "8N,1", "8N,1.0")
    assert read_harm_index(path).by_offence_code == {"8N": 1.0}


@pytest.mark.parametrize("weight", ["-1", "", "many", "nan", "inf"])
def test_a_weight_must_be_a_number_of_zero_or_more(write_file: WriteFile, weight: str) -> None:
    with pytest.raises(InputError, match=r"ours\.csv, line 2"):
        read_harm_index(write_file("ours.csv", "offence_code,weight", f"8N,{weight}"))


def test_a_table_without_weights_is_refused(write_file: WriteFile) -> None:
    with pytest.raises(MissingColumnError, match="no column 'weight'"):
        read_harm_index(write_file("ours.csv", "offence_code,days", "8N,1"))
    with pytest.raises(MissingColumnError, match="offence_code"):
        read_harm_index(write_file("ours.csv", "code of offence,weight", "8N,1"))


def test_an_index_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(SettingsError, match="cchi_2026, collisions_2014, count, css_2020_21"):
        read_harm_index("severity")


def test_a_folder_of_one_s_own_is_read_like_those_that_ship(write_file: WriteFile) -> None:
    write_file("mine/by_offence_code.csv", "offence_code,weight", "8N,2")
    entries = ["key", "name", "edition", "source", "licence", "unit"]
    lines = [f'{entry} = "x"' for entry in entries]
    path = write_file("mine/index.toml", *lines, 'caveat = ""')
    assert read_harm_index(path).by_offence_code == {"8N": 2.0}
    assert read_harm_index(path.parent).key == "x"
    write_file("mine/index.toml", *lines[1:])
    with pytest.raises(SettingsError, match="no text for key, caveat"):
        read_harm_index(path)


def test_a_folder_that_holds_no_index_is_refused(write_file: WriteFile) -> None:
    folder = write_file("mine/notes.txt", "nothing").parent
    with pytest.raises(SettingsError, match=r"has no index\.toml"):
        read_harm_index(folder)
    entries = ["key", "name", "edition", "source", "licence", "unit", "caveat"]
    write_file("mine/index.toml", *[f'{entry} = "x"' for entry in entries])
    with pytest.raises(SettingsError, match="has no weights"):
        read_harm_index(folder)
    write_file("mine/index.toml", "key = ")
    with pytest.raises(SettingsError, match="not valid TOML"):
        read_harm_index(folder)


def test_a_table_that_is_missing_or_ragged_is_refused(write_file: WriteFile) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read"):
        read_harm_index("nowhere.csv")
    with pytest.raises(
        InputError, match=r"ours\.csv, line 3: the row has another number of fields"
    ):
        read_harm_index(write_file("ours.csv", "offence_code,weight", "8N,1", "8L"))
