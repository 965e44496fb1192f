from hotspots.study.harm_maps.headline import headline


def test_a_map_without_a_harm_spot_says_so_and_no_share_of_nothing() -> None:
    nothing = dict.fromkeys(
        ("share_of_harm_in_spots", "share_of_offences_in_spots", "share_of_area_in_spots")
    )
    found = {
        "selection": "Street violence",
        "harm_spots": 0,
        "sensitive_in_none": True,
        "concentration": nothing,
    }
    assert list(headline(found)) == [
        "No place had enough offences of street violence in this period to be a harm spot."
    ]
