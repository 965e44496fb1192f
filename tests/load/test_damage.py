import pytest

from hotspots.errors import UnreadableError
from hotspots.load.damage import explained


def test_what_a_library_says_of_a_file_has_no_path_and_no_advice_to_programmers() -> None:
    said = (
        "'/srv/work/tmp1/outline.geojson' not recognized as being in a supported file format.; It "
        "might help to specify the correct driver explicitly by prefixing the file path."
    )
    with (
        pytest.raises(UnreadableError) as found,
        explained("outline.geojson", "Give it as GeoJSON."),
    ):
        raise RuntimeError(said)
    assert str(found.value) == (
        "outline.geojson cannot be read (outline.geojson not recognized as being in a supported "
        "file format). It may be damaged or cut off: save or fetch it again. Give it as GeoJSON."
    )
