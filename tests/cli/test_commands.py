"""The command line as a person meets it: its words, and its exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.cli.two_districts import of_two_districts

COMMAND = [sys.executable, "-m", "hotspots"]


def process(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, for what only a process shows."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_help_says_where_to_start(tmp_path: Path) -> None:
    told = process("--help", cwd=tmp_path)
    assert told.returncode == DONE
    for command in ("demo", "init", "check", "run", "show", "doctor"):
        assert command in told.stdout
    assert "hotspots demo" in told.stdout
    assert "Exit status" in told.stdout


def test_every_parameter_of_the_method_is_an_option_with_its_reason(tmp_path: Path) -> None:
    told = re.sub(r"[│\s]+", " ", hotspots("run", "--help", cwd=tmp_path).stdout)
    for option in ("--bandwidth-m", "--max-extent-m", "--count-per", "--index", "--transform"):
        assert option in told
    assert "15 minutes" in told
    # Of a parameter that is not given the help says what holds, and others are named as typed.
    assert "None" not in told
    assert "in place of --count" in told


@pytest.mark.parametrize(
    ("command", "said"), [("run", "[columns]"), ("near-repeat", "[a, b): two burglaries")]
)
def test_brackets_in_a_help_are_said_and_are_no_markup(
    command: str, said: str, tmp_path: Path
) -> None:
    assert said in hotspots(command, "--help", cwd=tmp_path).stdout


@pytest.mark.parametrize("command", ["wards", "run", "evaluate", "cocoon"])
def test_a_help_is_cut_nowhere_though_the_terminal_is_narrow(command: str, tmp_path: Path) -> None:
    printed = hotspots(command, "--help", cwd=tmp_path, columns=80).stdout
    told = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert max(map(len, told.splitlines())) == 80
    assert "…" not in told.replace("NUMBER,…", "")


def test_a_workspace_is_not_made_for_a_profile_that_is_not_there(tmp_path: Path) -> None:
    told = hotspots("init", "force", "--profile", "esex", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "No force profile 'esex'. Did you mean 'essex'?" in told.stderr
    assert list(tmp_path.iterdir()) == []
    # A file may be written afterwards, beside the settings.
    assert hotspots("init", "force", "--profile", "force.toml", cwd=tmp_path).returncode == DONE


def test_a_new_workspace_says_what_to_do_next(tmp_path: Path) -> None:
    told = hotspots("init", "force", cwd=tmp_path)
    assert told.returncode == DONE
    assert "hotspots check" in told.stdout
    assert (tmp_path / "force" / "hotspots.toml").is_file()


def test_an_error_is_a_sentence_and_the_status_is_one(tmp_path: Path) -> None:
    told = process("run", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "hotspots init" in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    assert "Traceback" in process("--debug", "run", cwd=tmp_path).stderr


@pytest.mark.parametrize("words", [("walk",), ("run", "--bandwith-m", "3"), ("run", "--seed", "x")])
def test_a_wrong_word_has_the_status_two(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert hotspots(*words, cwd=tmp_path).returncode == USAGE


def test_a_process_ends_with_the_status_two(tmp_path: Path) -> None:
    assert process("walk", cwd=tmp_path).returncode == USAGE


def test_a_parameter_out_of_range_is_said(workspace: Path) -> None:
    told = hotspots("run", "--bandwidth-m", "-5", cwd=workspace)
    assert told.returncode == USAGE
    assert "bandwidth_m" in told.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--index", "crime"), USAGE, "no harm index 'crime'"),
        (("--selection", "noise"), USAGE, "no selection 'noise'"),
        (("--from", "2025-12-31", "--to", "2025-01-01"), USAGE, "the last day is before the first"),
        (("--date-format", "dd/mm/yyyy"), USAGE, "--date-format '%d/%m/%Y'"),
        (("--name", "../escaped"), FAULT, "cannot be the name of a run"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_before_anything_is_read(
    workspace: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    told = hotspots("run", *words, cwd=workspace)
    assert (told.returncode, told.stdout) == (status, "")
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert "Reading" not in told.stderr
    assert not (workspace / "escaped").exists()


def test_a_new_workspace_is_led_from_step_to_step(tmp_path: Path) -> None:
    assert "`cd force`" in hotspots("init", "force", cwd=tmp_path).stdout
    assert "`cd 'our förce'`" in hotspots("init", "our förce", cwd=tmp_path).stdout
    told = hotspots("check", cwd=tmp_path / "force")
    assert told.returncode == FAULT
    assert "layers is empty: put" in told.stderr


def test_check_looks_at_the_settings_and_names_their_file(tmp_path: Path) -> None:
    hotspots("init", ".", cwd=tmp_path)
    settings = tmp_path / "hotspots.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[run]", '[run]\nbandwidth_m = "wide"'), encoding="utf-8")
    told = hotspots("check", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "hotspots.toml, [run]: bandwidth_m must be a number, not 'wide'" in told.stderr


def test_a_run_that_fails_outside_a_workspace_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "offences.csv").write_bytes(b"")
    told = hotspots("run", "offences.csv", "--layers", ".", cwd=tmp_path)
    assert told.returncode == FAULT
    assert [each.name for each in tmp_path.iterdir()] == ["offences.csv"]


def test_check_shows_mapping_dates_reasons_and_lines(workspace: Path) -> None:
    before = set((workspace / "maps").iterdir())
    told = hotspots("check", "--full", cwd=workspace)
    assert told.returncode == DONE
    for words in (
        "from_time",
        "%d/%m/%Y %H:%M",
        "no coordinates",
        "a known default point",
        "999Z",
        "equal an earlier one",
        "6,000 rows in = 5,907 used + 93 set aside.",
    ):
        assert words in told.stdout
    assert set((workspace / "maps").iterdir()) == before


def test_check_as_json_accounts_for_every_row(workspace: Path) -> None:
    answer: dict[str, Any] = hotspots("check", "--json", cwd=workspace).answer
    rows = answer["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"]
    assert sum(each["rows"] for each in answer["set_aside"]) == rows["rows_set_aside"]
    assert answer["next"] == "hotspots run"


def test_json_has_no_word_that_other_programs_cannot_read(workspace: Path) -> None:
    """The demonstration has a code without a category, which pandas calls NaN."""
    told = hotspots("check", "--json", cwd=workspace)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    answer = json.loads(told.stdout, parse_constant=refuse)
    unknown = next(each for each in answer["unmapped"] if each["offence_code"] == "999Z")
    assert unknown["category"] is None
    assert isinstance(unknown["offences"], int)


def test_check_says_the_totals_and_the_next_step_before_how_each_source_is_read(
    workspace: Path,
) -> None:
    lines = hotspots("check", cwd=workspace).stdout.strip().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Period: "))
    totals, next_step, aside = lines[at + 1 : at + 4]
    assert aside.startswith("Set aside: ")
    assert any(line.startswith("  Columns: ") for line in lines[at:])
    assert any("repeat the reference of an earlier row, kept: 3" in line for line in lines[at:])
    assert "Boundaries: authorities.geojson (authorities), wards.gpkg (wards)" in " ".join(lines)
    assert totals == "6,000 rows in = 5,907 used + 93 set aside."
    assert next_step.startswith("Next: ")
    assert "`hotspots run`" in next_step


def test_run_needs_no_argument_in_a_workspace_and_show_finds_it(
    prepared_county: Path, tmp_path: Path
) -> None:
    workspace = of_two_districts(prepared_county, tmp_path / "two")
    told = hotspots("run", "--name", "first", "--count", "3", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "3 harm spots" in told.stdout
    assert "first" in told.stdout.splitlines()[-1]
    assert "6,000 rows in = 849 used + 5,151 set aside." in told.stdout
    lost = hotspots("show", "nope", cwd=workspace)
    assert lost.returncode == FAULT
    assert "There is no run 'nope'" in lost.stderr
    assert "There are: first." in lost.stderr
    shown = hotspots("show", "--json", cwd=workspace).answer
    assert shown["parameters"]["count"] == 3
    again = hotspots("run", "--name", "first", cwd=workspace)
    assert again.returncode == FAULT
    assert "already" in again.stderr


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_request_to_end_leave_no_half_written_run(
    workspace: Path, asked: signal.Signals
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", "--name", "interrupted"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list((workspace / "maps").glob(".unfinished-*")):
        assert time.monotonic() < deadline, "the run never began"
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(asked)
    _, words = process.communicate(timeout=60)
    assert process.returncode == FAULT
    assert b"No half-written run was left" in words
    assert not list((workspace / "maps").glob(".unfinished-*"))
    assert not (workspace / "maps" / "interrupted").exists()


def test_others_that_are_named_are_never_marked_as_a_demonstration(
    workspace: Path, tmp_path: Path
) -> None:
    """A workspace's demonstration profile is for its own inputs; what is named may be real."""
    own, layers = workspace / "data" / "demo" / "offences.csv", workspace / "layers" / "demo"
    other = tmp_path / "offences.csv"
    shutil.copy(own, other)
    for named, default_points in ((own, 1), (other, 0)):
        told = hotspots("check", str(named), "--layers", str(layers), "--json", cwd=workspace)
        assert told.returncode == DONE
        reasons = [row["reason"] for row in json.loads(told.stdout)["set_aside"]]
        # It is the demonstration's own.
        assert len([each for each in reasons if "default" in each]) == default_points


def test_doctor_finds_this_machine_well(tmp_path: Path) -> None:
    told = hotspots("doctor", "--json", cwd=tmp_path)
    assert told.returncode == DONE, told.stdout
    names = [each["name"] for each in json.loads(told.stdout)["examinations"]]
    for name in ("projection", "map assets", "font for paper", "free disk", "write access"):
        assert name in names


def test_quiet_says_nothing(workspace: Path) -> None:
    told = hotspots("check", "--quiet", cwd=workspace)
    assert (told.stdout, told.stderr) == ("", "")


def test_the_shell_completes_a_command(tmp_path: Path) -> None:
    """As bash asks for it: the installed program, with what was typed so far."""
    asked = {"_HOTSPOTS_COMPLETE": "complete_bash", "COMP_WORDS": "hotspots co", "COMP_CWORD": "1"}
    told = subprocess.run(
        [Path(sys.executable).parent / "hotspots"],
        cwd=tmp_path,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.stdout.split() == ["cocoon"]
