from pathlib import Path

import pytest

from hotspots.errors import SettingsError
from hotspots.workspace import SETTINGS_FILE, find_workspace, make_workspace, read_workspace


def settings(root: Path, text: str) -> Path:
    (root / SETTINGS_FILE).write_text(text, encoding="utf-8")
    return root


def test_a_new_workspace_has_its_folders_and_can_be_read(tmp_path: Path) -> None:
    made = make_workspace(tmp_path / "force")
    assert made.maps.is_dir()
    assert made.offences == (made.root / "data",)
    assert made == read_workspace(made.root)


def test_the_folders_of_a_new_workspace_say_what_goes_in(tmp_path: Path) -> None:
    own = tmp_path / "data" / "README.md"
    own.parent.mkdir()
    own.write_text("Ours.", encoding="utf-8")
    make_workspace(tmp_path)
    assert own.read_text(encoding="utf-8") == "Ours."
    assert "boundaries" in (tmp_path / "layers" / "README.md").read_text(encoding="utf-8")


def test_a_workspace_is_never_made_twice(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    (tmp_path / "data" / "export.csv").write_text("kept", encoding="utf-8")
    with pytest.raises(SettingsError, match="a workspace already"):
        make_workspace(tmp_path)
    assert (tmp_path / "data" / "export.csv").read_text(encoding="utf-8") == "kept"


def test_a_workspace_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    made = make_workspace(tmp_path)
    assert find_workspace(tmp_path / "data") == made


def test_outside_a_workspace_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="hotspots init"):
        find_workspace(tmp_path)


def test_paths_are_from_the_workspace(tmp_path: Path) -> None:
    root = settings(tmp_path, 'profile = "force.toml"\noffences = ["in/a.csv"]\nlayers = ["b"]\n')
    workspace = read_workspace(root)
    assert workspace.offences == (root / "in/a.csv",)
    assert workspace.profile == str(root / "force.toml")


def test_a_period_is_a_first_and_a_last_day(tmp_path: Path) -> None:
    workspace = read_workspace(settings(tmp_path, "period = [2025-01-01, 2025-12-31]\n"))
    assert workspace.period == ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("profile =", "not valid TOML"),
        ('ofences = ["data"]', "'ofences' is not a setting"),
        ('offences = "data"', "must be a list of paths"),
        ("period = [2025-01-01]", "a first and a last day"),
        ('period = ["01/01/2025", "31/12/2025"]', r"hotspots\.toml: 'period' .*not '01/01/2025'"),
        ("period = [2025-12-31, 2025-01-01]", "the last day is before the first"),
        ("run = 3", "'run' is not a setting .* nor a table"),
        ("cocoon = 3", "'cocoon' is not a setting .* nor a table"),
        ("ledger = 3", "'ledger' must be text"),
    ],
)
def test_each_fault_of_the_settings_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_workspace(settings(tmp_path, text))


def test_settings_that_are_no_utf_8_are_said(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes('profile = "Châtelet"'.encode("cp1252"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_workspace(tmp_path)
