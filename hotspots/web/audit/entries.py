"""What is entered in the audit log: every sight and every download of what names homes.

The log is the ledger's own: chained by hash, added to and never changed.
"""

from __future__ import annotations

from hotspots.schema import LogAct
from hotspots.web import force
from hotspots.web.gate import Asked


def enter_sight(request: Asked, what: str, *, subject: str) -> None:
    """Enter that a person looked at something."""
    force.ledger().log_act(LogAct.CONSULTATION, what, subject=subject, role=request.user.acts_as)


def enter_download(request: Asked, what: str, *, subject: str) -> None:
    """Enter that a person took a copy of something."""
    force.ledger().log_act(
        LogAct.DISCLOSURE, f"{what} taken", subject=subject, role=request.user.acts_as
    )
