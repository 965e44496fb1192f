"""What is entered in the audit log: every sight and every download of a list."""

from __future__ import annotations

from hotspots.web.gate import Asked


def enter_sight(request: Asked, what: str, *, subject: str) -> None:
    """Enter that a person looked at something."""


def enter_download(request: Asked, what: str, *, subject: str) -> None:
    """Enter that a person took a copy of something."""
