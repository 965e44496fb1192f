from dataclasses import replace

from hotspots.render.stamp import rows_counted
from tests.render.harm_spot_factory import STAMP


def test_one_row_is_not_rows() -> None:
    one = replace(STAMP, rows_in=1, rows_used=1, rows_set_aside={})
    assert rows_counted(one) == "1 row in, 1 used, 0 set aside"
    assert rows_counted(replace(one, rows_in=1_200, rows_used=1_200)).startswith("1,200 rows in")
