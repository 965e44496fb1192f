from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.load.address_text import (
    ReadLine,
    in_reading_case,
    read_line,
    tidy_postcode,
    written,
)


def write_one(**parts: str | None) -> dict[str, str | None]:
    columns = {
        part: pa.chunked_array([pa.array([text], pa.string())]) for part, text in parts.items()
    }
    row: dict[str, str | None] = written(columns, pa.chunked_array([["1000"]])).to_pylist()[0]
    return row


def test_the_parts_stand_in_the_order_of_an_envelope() -> None:
    home = write_one(
        flat="FLAT 2", building_name="ROSE COURT", number="12", street="ST JOHN'S ROAD",
        locality="STANWAY", town="COLCHESTER", postcode="CO30AA",
    )  # fmt: skip
    assert home["address"] == (
        "Flat 2, Rose Court, 12 St John's Road, Stanway, Colchester, CO3 0AA"
    )


@pytest.mark.parametrize(
    ("text", "flat"),
    [("3", "Flat 3"), ("3B", "Flat 3B"), ("B", "Flat B"), ("APARTMENT 3", "Apartment 3"),
     ("BASEMENT", "Basement"), ("1 AND 2", "1 and 2"), (None, None)],
)  # fmt: skip
def test_a_flat_that_is_only_a_number_is_called_a_flat(text: str | None, flat: str | None) -> None:
    assert write_one(flat=text, number="1", street="MILL LANE")["flat"] == flat


def test_a_council_s_flat_keeps_its_number_beside_its_words() -> None:
    assert write_one(flat="FLAT", sao_start_number="3", number="1", street="A")["flat"] == "Flat 3"
    assert write_one(flat="FLAT 3", sao_start_number="3", number="1")["flat"] == "Flat 3"
    assert write_one(sao_start_number="3", sao_start_suffix="A", number="1")["flat"] == "Flat 3A"


@pytest.mark.parametrize("number", ["12A", "12-14", "1", "12 - 14"])
def test_a_house_number_is_text_and_is_kept(number: str) -> None:
    home = write_one(number=number, street="MILL LANE")
    assert (home["number"], home["address"]) == (number, f"{number} Mill Lane")
    royal_mail = write_one(building_name=number, number=None, street="MILL LANE")
    assert (royal_mail["number"], royal_mail["address"]) == (number, f"{number} Mill Lane")


def test_a_house_with_a_name_has_it_for_a_number() -> None:
    home = write_one(building_name="ROSE COTTAGE", number=None, street="MILL LANE")
    assert (home["number"], home["address"]) == ("Rose Cottage", "Rose Cottage, Mill Lane")


def test_a_place_named_twice_is_said_once() -> None:
    home = write_one(number="1", street="MILL LANE", locality="ARDLEIGH", town="Ardleigh")
    assert home["address"] == "1 Mill Lane, Ardleigh"


def test_a_home_without_text_is_known_by_its_uprn() -> None:
    home = write_one(number=None, street=None, town="COLCHESTER")
    assert home["address"] == "UPRN 1000"
    assert home["number"] is None


def test_where_there_are_no_parts_the_line_itself_is_taken() -> None:
    home = write_one(address="THE OLD BAKERY, MILL LANE, VALE, CO1 1AA", number=None, street=None)
    assert home["address"] == "The Old Bakery, Mill Lane, Vale, CO1 1AA"
    assert home["street"] is None


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("12 Mill Lane, Colchester CO1 1AA",
         {"number": "12", "street": "Mill Lane", "town": "Colchester", "postcode": "CO1 1AA"}),
        ("Flat 3, Rose Court, 12A Mill Lane, Stanway, Colchester",
         {"flat": "Flat 3", "building": "Rose Court", "number": "12A", "street": "Mill Lane",
          "town": "Colchester"}),
        ("Flat 3 12-14 Mill Lane",
         {"flat": "Flat 3", "number": "12-14", "street": "Mill Lane"}),
        ("12, Mill Lane, Vale, co11aa",
         {"number": "12", "street": "Mill Lane", "town": "Vale", "postcode": "CO1 1AA"}),
        ("Rose Cottage, Mill Lane, Ardleigh",
         {"building": "Rose Cottage", "street": "Mill Lane", "town": "Ardleigh"}),
        ("Rose Cottage, Mill Lane", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_the_parts_of_a_line_are_read_where_they_are_plain(
    line: str, parts: dict[str, str]
) -> None:
    assert read_line(line) == ReadLine(**parts)


@given(line=st.text(max_size=40))
def test_any_line_can_be_read(line: str) -> None:
    read_line(line)
    assert write_one(address=line or None)["address"]


@pytest.mark.parametrize(
    ("found", "tidy"),
    [("co11aa", "CO1 1AA"), ("CO1 1AA", "CO1 1AA"), ("EC1A1BB", "EC1A 1BB"), ("CO1", "CO1")],
)
def test_a_postcode_has_one_space(found: str, tidy: str) -> None:
    assert tidy_postcode(found) == tidy


@pytest.mark.parametrize(
    ("gazetteer", "read"),
    [
        ("ST JOHN'S ROAD", "St John's Road"),
        ("ALL SAINTS' CLOSE", "All Saints' Close"),
        ("TOLLESHUNT D'ARCY", "Tolleshunt D'Arcy"),
        ("O’CONNOR WAY", "O’Connor Way"),
        ("MCDONALD CLOSE", "McDonald Close"),
        ("LAYER DE LA HAYE", "Layer de la Haye"),
        ("SOUTHEND-ON-SEA", "Southend-on-Sea"),
        ("THE STREET", "The Street"),
        ("1ST AVENUE", "1st Avenue"),
        ("HENRY VIII WAY", "Henry VIII Way"),
        ("RAF CAMP ROAD", "RAF Camp Road"),
        ("A12", "A12"),
        ("FLAT 3A", "Flat 3A"),
        ("CAFÉ ROW", "Café Row"),
        ("(REAR OF) MILL LANE", "(Rear of) Mill Lane"),
        ("McDonald CLOSE", "McDonald CLOSE"),
        ("12-14", "12-14"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_reads_as_people_write_it(gazetteer: str, read: str) -> None:
    assert in_reading_case(gazetteer) == read


@pytest.mark.parametrize("text", ["=CMD()", "<B>", "`X`", "${X}", "A@B", "X\0Y"])
def test_text_that_is_no_name_is_left_alone(text: str) -> None:
    assert in_reading_case(text) == text


# A sharp s or a ligature becomes two letters in capitals: such text is not all capitals to start
# with, and stays.
@given(text=st.text(alphabet=st.characters(codec="cp1252"), max_size=30))
def test_only_the_case_of_letters_changes(text: str) -> None:
    assert in_reading_case(text).upper() == text.upper()
