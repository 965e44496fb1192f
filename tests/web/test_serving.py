"""The command that serves, the settings of a server of its own, and what starts without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import ROOT

# What a browser in the tests' own process asks for is no setting of a server.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**_ENVIRONMENT, "HOTSPOTS_WORKSPACE": str(ROOT), **environment},
    )


def test_a_server_of_its_own_passes_djangos_own_checks() -> None:
    settings = {
        "DJANGO_SETTINGS_MODULE": "hotspots.web.settings",
        "HOTSPOTS_HTTPS": "1",
        "HOTSPOTS_HOSTS": "hotspots.example",
        "HOTSPOTS_SECRET_KEY": "".join(map(chr, range(48, 123))),
    }
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **settings)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_migrations_are_what_the_models_say() -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "hotspots.web.settings"}
    done = run("-m", "django", "makemigrations", "--check", "--dry-run", "web", **settings)
    assert done.returncode == 0, done.stdout


def test_help_loads_neither_django_nor_the_application() -> None:
    code = (
        "import sys; from typer.main import get_command; from hotspots.cli.app import app; "
        "get_command(app)(['--help'], standalone_mode=False); "
        "print([each for each in sys.modules if each.startswith(('django', 'hotspots.web'))])"
    )
    assert run("-c", code).stdout.rstrip().endswith("[]")


def test_without_the_extra_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['waitress'] = None; from hotspots.cli import main; "
        "sys.argv = ['hotspots', 'serve']; main()"
    )
    done = run("-c", code)
    assert done.returncode == 1
    assert "pip install 'harmspots[web]'" in done.stderr


@pytest.mark.usefixtures("database")
def test_health_is_told_to_anybody_and_says_no_more() -> None:
    told = Client().get("/health")
    assert (told.status_code, told.json()) == (
        200,
        {"well": True, "database": True, "workspace": True},
    )


@pytest.mark.usefixtures("database")
def test_health_says_when_the_workspace_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: Any = type("Gone", (), {"root": Path("/nowhere/at/all")})
    monkeypatch.setattr("hotspots.web.force.workspace", lambda: gone)
    assert Client().get("/health").status_code == 503


def test_a_key_is_made_once_and_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hotspots.web.serving import KEY_FILE, make_key

    monkeypatch.delenv("HOTSPOTS_SECRET_KEY")
    make_key(tmp_path)
    made = (tmp_path / KEY_FILE).read_text()
    make_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == made
    assert len(made) > 50
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
