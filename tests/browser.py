"""A real browser without a network, to look at our pages with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that is busy is slow, and no page is wrong for it.
LONG_ENOUGH_MS = 180_000


@dataclass
class Visit:
    """A page that was opened, and all that it did besides being looked at."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Say whether the page asked for nothing, logged nothing and raised nothing."""
        return not (self.requests or self.errors or self.dialogs)

    def note_request(self, url: str, own_url: str) -> None:
        """Note a request for anything but the file itself and what stands inside it."""
        if url.split("#", maxsplit=1)[0] != own_url and not url.startswith("data:"):
            self.requests.append(url)

    def refuse(self, dialog: Dialog) -> None:
        """Note a dialog and close it; one that stays open would stop the page."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


# The rules of axe that a page with a map keeps: all levels of WCAG 2.2 to AA, and good practice.
WCAG_22 = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")


def barriers(page: Page, *kinds: str) -> dict[str, list[str]]:
    """Return what axe finds that shuts somebody out: by its usual rules, or by some kinds."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    only = {"runOnly": [*kinds]} if kinds else {}
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], **only})
    return {
        fault["id"]: [node["html"][:160] for node in fault["nodes"]]
        for fault in found.response["violations"]
    }


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium; skip, saying so, where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a file with no network and notes what it asks for and logs."""
    contexts = []

    def open_file(
        path: Path,
        width: int = 1400,
        height: int = 900,
        at: datetime | None = None,
        **options: Any,
    ) -> Visit:
        context = chromium.new_context(
            offline=True, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        context.set_default_timeout(LONG_ENOUGH_MS)
        seen = Visit(page=context.new_page())
        if at is not None:
            seen.page.clock.set_system_time(at)
        seen.page.on("request", lambda request: seen.note_request(request.url, path.as_uri()))
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on("console", lambda message: seen.errors.append(message.text))
        seen.page.on("dialog", seen.refuse)
        seen.page.goto(path.as_uri())
        return seen

    yield open_file
    for context in contexts:
        context.close()
