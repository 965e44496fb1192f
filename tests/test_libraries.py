"""What a program of hotspots asks of the libraries underneath, before it loads them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from hotspots.cli import main
sys.argv = ["hotspots", "--version"]
try:
    main()
finally:
    import numpy, pyogrio, threadpoolctl
    print(max(each["num_threads"] for each in threadpoolctl.threadpool_info()))
    print(pyogrio.get_gdal_config_option("GDAL_PAM_ENABLED"))
"""


@pytest.mark.parametrize(("asked", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_equations_are_solved_by_one_thread_unless_somebody_asks_for_more(
    asked: dict[str, str], threads: str
) -> None:
    inherited = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**inherited, **asked},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert said[-2:] == [threads, "NO"]
