"""What a ward is ranked by: the presets that ship, and a planner's own."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from hotspots import care
from hotspots.errors import SettingsError
from hotspots.load.offence_codes import read_offence_codes
from hotspots.load.ward_presets import normalised, read_ward_preset, shipped_presets
from hotspots.profile import ForceProfile
from hotspots.schema import WardMeasure

OWN = """
label = "Our town"
purpose = "Where the council asked us to look"
[weights]
asb = 3
deprivation = 1
"""


def own(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_presets_that_were_asked_for_ship() -> None:
    assert shipped_presets() == ("asb", "burglary_season", "harm", "nte", "vawg")


@pytest.mark.parametrize("name", shipped_presets())
def test_each_preset_adds_up_says_its_purpose_and_names_what_the_force_has(
    name: str, essex: ForceProfile
) -> None:
    preset = read_ward_preset(name)
    assert math.fsum(preset.weights.values()) == pytest.approx(1)
    assert preset.purpose
    assert set(preset.harm_of) | set(preset.trend_of) <= set(essex.selections)


def test_violence_against_women_and_girls_is_told_by_codes_alone(essex: ForceProfile) -> None:
    """All sexual offences, harassment, stalking, coercive control; no category, and no assault."""
    selection = essex.selections["violence_against_women_and_girls"]
    assert set(selection.offence_codes) == care.sensitive_codes() | {"8L", "8Q", "8U"}
    assert selection.categories == ()
    assert "Domestic abuse cannot be seen" in read_ward_preset("vawg").caution


def test_neighbourhood_crime_is_the_home_office_s_four_kinds(essex: ForceProfile) -> None:
    codes = read_offence_codes()
    chosen = essex.selections["neighbourhood_crime"].offence_codes
    assert {codes.subgroup[code] for code in chosen} == {
        "Residential burglary",
        "Robbery of personal property",
        "Theft from the person",
        "Vehicle offences",
    }


def test_friday_and_saturday_night_ends_on_sunday_morning() -> None:
    nights = read_ward_preset("nte").nights
    assert nights is not None
    assert nights.in_words() == "Friday and Saturday 20:00 to 04:00"
    friday, sunday = 4 * 24, 6 * 24
    assert nights.hours_of_week == (
        *range(friday + 20, friday + 28),
        *range(friday + 44, sunday + 4),
    )


def test_a_planner_s_own_preset_has_the_same_shape(tmp_path: Path) -> None:
    preset = read_ward_preset(own(tmp_path, OWN))
    assert preset.key == "ours"
    assert preset.weights == {WardMeasure.ASB: 0.75, WardMeasure.DEPRIVATION: 0.25}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (OWN.replace("asb = 3", "abs = 3"), r"weights\.abs is not known \(did you mean 'asb'"),
        (OWN.replace("asb = 3", "asb = -1"), r"weights\.asb must be 0 or above, not -1"),
        (OWN.replace("3", "0").replace("= 1", "= 0"), "no measure has a weight above 0"),
        (OWN.replace("purpose", "porpoise"), "lacks purpose"),
        (
            OWN + '[nights]\nbegin_on = ["Freitag"]\nfrom_hour = 20\nto_hour = 29\n',
            r"'Freitag' is no weekday .*; nights\.to_hour must be an hour from 0 to 24, not 29",
        ),
        ("label = ", "not valid TOML"),
    ],
)
def test_a_slip_in_a_preset_is_said(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_ward_preset(own(tmp_path, text))


def test_a_preset_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(SettingsError, match="asb, burglary_season, harm, nte, vawg"):
        read_ward_preset("murder")


def test_weights_of_zero_are_left_out() -> None:
    weights = normalised({WardMeasure.TREND: 1.0, WardMeasure.HARM: 3.0, WardMeasure.ASB: 0.0})
    assert weights == {WardMeasure.HARM: 0.75, WardMeasure.TREND: 0.25}
