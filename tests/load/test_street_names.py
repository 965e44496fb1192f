from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.load.street_names import in_reading_case


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
