"""`hotspots evaluate`: from an empty file to a verdict."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import FAULT, hotspots

MARKET = "data/demo/operations/market_patrols.toml"
PATROLS = "data/demo/patrols.csv"


def test_the_verdict_is_said_and_where_to_read_on(workspace: Path) -> None:
    status, out, err = hotspots(
        "evaluate", MARKET, "--patrols", PATROLS, "--name", "m", cwd=workspace
    )
    assert status == 0, err
    assert "Market patrols: Too few offences to tell." in out
    assert "of the plan was carried out" in out
    assert "Patrols, from patrols.csv: 1,650 rows in = " in out
    assert out.splitlines()[-1] == f"Open {workspace / 'maps' / 'm' / 'index.html'}"


def test_the_answer_as_json_and_a_parameter_from_the_command_line(workspace: Path) -> None:
    words = ("--worthwhile-change", "0.9", "--json", "--name", "j")
    status, out, err = hotspots("evaluate", MARKET, *words, cwd=workspace)
    assert status == 0, err
    told = json.loads(out)
    assert told["parameters"]["worthwhile_change"] == 0.9
    assert told["evaluation"]["outcome"] == "no detectable effect"
    # No ledger was begun in this workspace, and none was made by asking.
    assert told["evaluation"]["delivery"] is None
    assert not (workspace / "ledger.sqlite3").exists()


def test_a_template_is_written_once(tmp_path: Path) -> None:
    status, out, err = hotspots("evaluate", "--template", "grip.toml", cwd=tmp_path)
    assert status == 0
    assert "hotspots evaluate grip.toml" in out
    assert err == "", "no empty line is left where no progress was shown"
    again = hotspots("evaluate", "--template", "my grip.toml", cwd=tmp_path)
    assert "`hotspots evaluate 'my grip.toml'`" in again.stdout
    status, _, err = hotspots("evaluate", "--template", "grip.toml", cwd=tmp_path)
    assert status == 1
    assert "is there already" in err


def test_without_an_operation_the_next_step_is_said(tmp_path: Path) -> None:
    status, _, err = hotspots("evaluate", cwd=tmp_path)
    assert status == 2
    assert "--template" in err


def test_a_file_of_no_patrol_does_not_say_what_was_done(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("spot_id,begins_at,minutes,role,activity\n", encoding="utf-8")
    told = hotspots("evaluate", MARKET, "--patrols", str(file), cwd=workspace)
    assert told.returncode == FAULT
    assert "none.csv has a header and no rows" in told.stderr


def test_a_wrong_setting_is_laid_where_it_was_made(workspace: Path) -> None:
    settings = workspace / "hotspots.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f"{before}\n[evaluate]\nleast_delivered = 7\n", encoding="utf-8")
    try:
        status, _, err = hotspots("evaluate", MARKET, cwd=workspace)
    finally:
        settings.write_text(before, encoding="utf-8")
    assert status == 1
    assert "[evaluate]: Evaluation: least_delivered must be from 0 to 1, not 7" in err
