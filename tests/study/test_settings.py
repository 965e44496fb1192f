from __future__ import annotations

from pathlib import Path

import pytest

from hotspots.errors import ParameterError, SettingsError
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.inputs import Job, find_job
from hotspots.study.selected import require_index
from hotspots.study.settings import check_settings, settled
from hotspots.workspace import SETTINGS_FILE, make_workspace


def job_with(root: Path, text: str) -> Job:
    make_workspace(root)
    (root / SETTINGS_FILE).write_text(text, encoding="utf-8")
    return find_job(root)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[run]\nbandwidth_m = "wide"', r"\[run\]: bandwidth_m must be a number, not 'wide'"),
        ("[run]\nbandwith_m = 200", r"\[run\]: No such parameter: bandwith_m"),
        ("[run]\ncount = 0", r"\[run\]: .*count must be 1 or more"),
        ('[run]\nindex = "crime"', r"\[run\]: There is no harm index 'crime'"),
        ('[run]\nselection = "noise"', r"\[run\]: .*no selection 'noise'"),
        ("[run]\ninclude_police_discovered = 1", r"must be true or false, not 1"),
        ('[run]\nseed = "x"', r"seed must be a whole number, not 'x'"),
        ("[run]\nindex = 3", r"index must be text, not 3"),
        ("[cocoon]\ncapcity = 60", r"\[cocoon\]: No such parameter: capcity"),
        ("[near_repeat]\nlink_days = 'few'", r"\[near_repeat\]: link_days must be a whole"),
    ],
)
def test_check_finds_a_fault_of_the_settings_and_names_the_file(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=rf"^hotspots\.toml, .*{complaint}"):
        check_settings(job_with(tmp_path, text))


def test_a_table_of_no_journey_is_no_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\[cocon\] is no table .*cocoon"):
        check_settings(job_with(tmp_path, "[cocon]\ncapacity = 60"))


def test_a_fault_of_what_was_typed_is_not_the_file_s(tmp_path: Path) -> None:
    job = job_with(tmp_path, "[run]\nbandwidth_m = 300\n")
    with pytest.raises(ParameterError, match=r"^bandwidth_m"):
        settled(HARM_MAP, job, {"bandwidth_m": -5.0})
    with pytest.raises(ParameterError, match="no selection 'noise'"):
        settled(HARM_MAP, job, {"selection": "noise"})
    with pytest.raises(ParameterError, match="no harm index"):
        require_index("crime")
    with pytest.raises(ParameterError):
        settled(VISIT_LISTS, job, {"capacity": -1})


def test_what_was_typed_comes_before_the_file_and_the_file_before_the_profile(
    tmp_path: Path,
) -> None:
    job = job_with(tmp_path, "[run]\nbandwidth_m = 300\ncount = 9\n")
    params = settled(HARM_MAP, job, {"bandwidth_m": 250.0})
    assert (params.surface.bandwidth_m, params.spots.count) == (250.0, 9)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"period": ("2025-12-31", "2025-01-01")}, "the last day is before the first"),
        (
            {"period": ("2025-12-31", None)},
            r"only the first, 2025-12-31, was given.*--to .*; or neither\.$",
        ),
        ({"period": (None, "2025-12-31")}, "only the last, 2025-12-31, was given.*--from"),
        (
            {"period": ("2025-01-01", "31/12/2025")},
            "^'31/12/2025' is no day: give it as YYYY-MM-DD",
        ),
        ({"date_format": "dd/mm/yyyy"}, "as in '%d/%m/%Y'"),
    ],
)
def test_a_period_or_a_format_that_is_none_is_found_before_anything_is_read(
    tmp_path: Path, asked: dict[str, object], complaint: str
) -> None:
    make_workspace(tmp_path)
    with pytest.raises(ParameterError, match=complaint):
        find_job(tmp_path, **asked)  # type: ignore[arg-type] # one of several arguments


def test_earlier_years_and_a_demonstrations_profile_are_for_the_workspaces_own_offences(
    tmp_path: Path,
) -> None:
    root = tmp_path / "county"
    workspace = make_workspace(
        root, profile="demo", offences=["data/now.csv"], earlier=["data/earlier"]
    )
    own, before = root / "data" / "now.csv", root / "data" / "earlier" / "2024.csv"
    for named, is_demonstration, earlier in (
        ((), True, workspace.earlier),
        ((own,), True, workspace.earlier),
        ((before,), True, ()),  # or its rows would be there twice
        ((own, tmp_path / "another.csv"), False, ()),
    ):
        inputs = find_job(root, offences=named).inputs
        assert inputs.profile.demonstration is is_demonstration, named
        assert tuple(inputs.earlier) == earlier, named
