"""What was probably meant by a name that is not known."""

from __future__ import annotations

from hotspots.nearest import instead_of, nearest, nearest_header

DISTRICTS = ("Colchester", "Tendring", "Chelmsford & Maldon")


def test_a_slip_of_the_finger_is_understood_and_a_foreign_word_is_not() -> None:
    assert nearest("COLCHESTR", DISTRICTS) == ["Colchester"]
    assert nearest("Chelmsford and Maldon", DISTRICTS) == ["Chelmsford & Maldon"]
    assert nearest("Leeds", DISTRICTS) == []


def test_of_many_names_only_those_that_are_like_it_are_said() -> None:
    wards = [f"Ward {number}" for number in range(40)] + ["Hythe"]
    assert instead_of("Hyth", wards).startswith("Did you mean 'Hythe'? There are 41; those most")
    assert instead_of("Leeds", DISTRICTS) == (
        "There are: Colchester, Tendring, Chelmsford & Maldon."
    )


def test_the_heading_that_is_most_like_any_name_of_a_column_is_found() -> None:
    headers = ["Crime ref", "Offence dt/time", "Beat"]
    assert nearest_header(("Offence Date Time", "From"), headers) == "Offence dt/time"
    assert nearest_header(("Northing",), headers) is None
