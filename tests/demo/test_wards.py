from __future__ import annotations

import pytest
import shapely

from hotspots import schema
from hotspots.demo.wards import Areas
from hotspots.profile import ForceProfile

# By general knowledge of the county, not by the demonstration's own tables.
PLACES_OF_AUTHORITIES = {
    "Southend-on-Sea": ["Southend-on-Sea", "Leigh-on-Sea", "Westcliff-on-Sea", "Shoeburyness"],
    "Thurrock": [
        "Grays",
        "Tilbury",
        "South Ockendon",
        "Purfleet-on-Thames",
        "Stanford-le-Hope",
        "Corringham",
    ],
    "Basildon": ["Basildon", "Billericay", "Wickford", "Laindon", "Pitsea"],
    "Braintree": ["Braintree", "Witham", "Halstead", "Coggeshall"],
    "Brentwood": ["Brentwood", "Ingatestone"],
    "Castle Point": ["Canvey Island", "South Benfleet", "Hadleigh"],
    "Chelmsford": ["Chelmsford", "South Woodham Ferrers", "Danbury", "Great Baddow"],
    "Colchester": ["Colchester", "West Mersea", "Wivenhoe", "Tiptree", "Stanway"],
    "Epping Forest": [
        "Epping",
        "Loughton",
        "Buckhurst Hill",
        "Chigwell",
        "Waltham Abbey",
        "Chipping Ongar",
    ],
    "Harlow": ["Harlow", "Old Harlow"],
    "Maldon": ["Maldon", "Burnham-on-Crouch"],
    "Rochford": ["Rayleigh", "Rochford", "Hockley"],
    "Tendring": [
        "Clacton-on-Sea",
        "Harwich",
        "Dovercourt",
        "Manningtree",
        "Frinton-on-Sea",
        "Walton-on-the-Naze",
        "Jaywick",
        "Brightlingsea",
    ],
    "Uttlesford": ["Saffron Walden", "Great Dunmow", "Stansted Mountfitchet", "Thaxted"],
}


def test_every_place_of_the_profile_is_looked_up(essex: ForceProfile) -> None:
    looked_up = [place for places in PLACES_OF_AUTHORITIES.values() for place in places]
    assert sorted(looked_up) == sorted(place.name for place in essex.places)


@pytest.mark.parametrize("authority", PLACES_OF_AUTHORITIES)
def test_each_place_lies_in_its_authority(
    authority: str, areas: Areas, essex: ForceProfile
) -> None:
    names = areas.authorities[schema.AREA_NAME] == authority
    outline = areas.authorities.loc[names, schema.GEOMETRY].iloc[0]
    points = {place.name: shapely.Point(place.easting, place.northing) for place in essex.places}
    for place in PLACES_OF_AUTHORITIES[authority]:
        assert outline.contains(points[place]), place


def test_wards_cover_the_county_without_a_gap_or_an_overlap(areas: Areas) -> None:
    shapes = areas.wards.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapes.size == areas.wards[schema.WARD_CODE].nunique()
    assert areas.wards.area.sum() == pytest.approx(shapely.area(areas.outline), rel=1e-9)
    assert (
        shapely.area(shapely.symmetric_difference(shapely.union_all(shapes), areas.outline)) < 1.0
    )


def test_no_ward_is_torn_by_an_estuary(areas: Areas) -> None:
    assert set(areas.wards.geom_type) == {"Polygon"}


def test_there_are_about_as_many_wards_as_in_the_county(areas: Areas) -> None:
    assert 250 <= len(areas.wards) <= 300


def test_authorities_and_districts_are_the_profiles(areas: Areas, essex: ForceProfile) -> None:
    pairs = areas.authorities.set_index(schema.AREA_CODE)[schema.AREA_NAME]
    assert pairs.to_dict() == dict(essex.authorities)
    assert set(areas.districts[schema.DISTRICT]) == set(essex.district_names)
    for table in (areas.authorities, areas.districts):
        assert shapely.coverage_is_valid(table.geometry.to_numpy())


def test_trinity_is_a_ward_in_two_districts(areas: Areas) -> None:
    trinity = areas.wards[areas.wards[schema.WARD_NAME] == "Trinity"]
    assert set(trinity[schema.DISTRICT]) == {"Chelmsford & Maldon", "Tendring"}
    others = areas.wards[areas.wards[schema.WARD_NAME] != "Trinity"]
    assert others[schema.WARD_NAME].is_unique


def test_ward_codes_look_like_codes_but_are_of_no_real_ward(areas: Areas) -> None:
    assert areas.wards[schema.WARD_CODE].str.fullmatch(r"E0599\d{4}").all()


def test_canvey_is_an_island_of_its_own_wards(areas: Areas) -> None:
    canvey = areas.wards[areas.wards["settlement"] == "Canvey Island"]
    assert len(canvey) >= 3
    rest = areas.wards[areas.wards["settlement"] != "Canvey Island"]
    assert not rest.union_all().intersects(canvey.union_all())
