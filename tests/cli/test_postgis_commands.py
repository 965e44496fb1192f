"""A workspace whose offences are a table of PostGIS, from the settings to a published run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotspots.workspace import make_workspace
from tests.cli.command_line import FAULT, hotspots
from tests.load.test_postgis_tables import loaded_into, with_points
from tests.postgresql import PostgisDatabase
from tests.reading import files_of
from tests.study.small_force import inputs, market_street, offence


@pytest.fixture
def workspace(postgis: PostgisDatabase, tmp_path: Path) -> Path:
    """A small force that keeps its offences in a database alone."""
    given = inputs(tmp_path, market_street(1))
    for path in files_of(given):
        path.unlink()
    root = make_workspace(tmp_path / "force").root
    for path in given.layers:
        path.rename(root / "layers" / path.name)
    (tmp_path / "wickshire.toml").rename(root / "wickshire.toml")
    address = loaded_into(postgis, [*market_street(60), offence(90, (506_500, 201_500))])
    with_points(postgis)
    settings = f'profile = "wickshire.toml"\noffences = ["{address}"]\nlayers = ["layers"]\n'
    (root / "hotspots.toml").write_text(settings, encoding="utf-8")
    return root


def test_a_table_is_checked_and_mapped_as_a_file_is(
    workspace: Path, postgis: PostgisDatabase
) -> None:
    checked = hotspots("check", "--json", cwd=workspace).answer
    assert checked["rows"]["rows_used"] == 60
    assert checked["rows"]["set_aside_by_reason"] == {"outside the force": 1}
    assert hotspots("prepare", "--json", cwd=workspace).answer["files"] != []  # the boundaries
    run = hotspots("run", "--json", "--name", "first", cwd=workspace).answer
    (source,) = run["inputs"]["offences"]
    assert (source["name"], source["rows_in"]) == ("crime.offences", 61)
    assert "61 of 61 rows" in source["notes"][0]
    assert not {"reader", "postgis:"} & set(json.dumps(run).split('"'))
    published = hotspots("publish", postgis.address(), "--json", cwd=workspace).answer
    assert published["run"] == "first"
    assert published["tables"]["harm_map_harm_spots"] == 1
    told = hotspots("publish", postgis.address(), "first", "--schema", "crime", cwd=workspace)
    assert told.returncode == FAULT
    assert "did not make: offences" in " ".join(told.stderr.split())


def test_a_password_in_the_settings_is_refused_and_not_repeated(workspace: Path) -> None:
    settings = workspace / "hotspots.toml"
    text = settings.read_text(encoding="utf-8").replace("reader@", "reader:hunter2@")
    settings.write_text(text, encoding="utf-8")
    told = hotspots("check", cwd=workspace)
    assert told.returncode == FAULT
    assert "~/.pgpass" in told.stderr
    assert "hunter2" not in told.stdout + told.stderr


def test_a_table_is_named_on_the_command_line(workspace: Path, postgis: PostgisDatabase) -> None:
    found = hotspots("check", "--json", postgis.table("crime.offences"), cwd=workspace).answer
    assert found["rows"]["rows_used"] == 60
    told = hotspots("check", postgis.table("crime.offence"), cwd=workspace)
    assert told.returncode == FAULT
    assert "Did you mean 'crime.offences'?" in " ".join(told.stderr.split())
