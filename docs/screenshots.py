"""Draw the pictures of the browser application that the documentation shows.

    python docs/screenshots.py          # makes the small demonstration, serves it, and looks at it

Each role signs in in a real Chromium, at a desk or on a phone, and its first page is drawn into
``docs/images``. Nothing is put into the pages: what is seen is what the application shows.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, sync_playwright

IMAGES: Final = Path(__file__).parent / "images"
SIGN_IN: Final = re.compile(r"sign in as (\w+)\s+(\S+)")
DESK, PHONE = (1200, 850), (390, 844)
DISTRICT: Final = "basildon"
STILL_MS: Final = 1_500  # until a map stands still


class Picture(NamedTuple):
    """A page as a role sees it."""

    name: str
    role: str
    path: str
    size: tuple[int, int]


PICTURES: Final = (
    Picture("app-list-phone", "officer", f"/lists/{DISTRICT}/", PHONE),
    Picture("app-patrol-phone", "officer", f"/patrols/{DISTRICT}/", PHONE),
    Picture("app-map", "commander", f"/maps/{DISTRICT}/", DESK),
    Picture("app-compared", "commander", f"/maps/{DISTRICT}/compared", DESK),
    Picture("app-operation", "analyst", f"/operations/{DISTRICT}/new", DESK),
    Picture("app-wards", "planner", "/wards/", DESK),
    Picture("app-runs", "analyst", "/runs/", DESK),
    Picture("app-figures-phone", "sergeant", f"/figures/{DISTRICT}/", PHONE),
)


def main() -> None:
    """Serve the small demonstration, and draw every picture."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as told:
            program = subprocess.Popen(
                [sys.executable, "-m", "hotspots", "serve", "--demo", "--small", "--port", "0"],
                cwd=folder,
                stdout=told,
                stderr=subprocess.STDOUT,
            )
        try:
            address, passwords = _when_it_serves(program, log)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
                for picture in PICTURES:
                    _draw(browser, address, passwords[picture.role], picture)
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(60)


def _when_it_serves(program: subprocess.Popen[bytes], log: Path) -> tuple[str, dict[str, str]]:
    """Return the application's address, and each role's password, once both are printed."""
    while "Stop with" not in log.read_text():
        if program.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.5)
    said = log.read_text()
    return re.findall(r"http://\S+:\d+", said)[0], dict(SIGN_IN.findall(said))


def _draw(browser: Browser, address: str, password: str, picture: Picture) -> None:
    width, height = picture.size
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(picture.role)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/**")
    page.goto(f"{address}{picture.path}")
    page.wait_for_timeout(STILL_MS)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    page.close()


if __name__ == "__main__":
    main()
