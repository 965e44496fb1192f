"""A run's files as a browser gets them: to keep, or to look at in a frame without reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

from django.http import FileResponse, HttpResponse

from hotspots.study.run_folder import folder_name
from hotspots.web.middleware import POLICY_HEADER
from hotspots.web.run_shelf import receipt_of

# The page's own policy lists the hash of each of its scripts; it stands within this of its start.
_POLICY_WITHIN: Final = 4_096
_POLICY_OF_PAGE: Final = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', re.IGNORECASE
)
# No cookie, no storage and no page of ours can be reached from within.
_SANDBOX: Final = "sandbox allow-scripts allow-downloads; frame-ancestors 'self'"


def download(run: Path, path: Path) -> FileResponse:
    """Return a file of a run to be kept, under a name that says what it is, of where and when."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=kept_name(run, path))


def kept_name(run: Path, path: Path) -> str:
    """Return what a run's file is called where it is kept: ``visit-list_harlow_2025-12-31.pdf``.

    Ten districts' files of one name cannot be kept, nor mailed, beside each other.
    """
    receipt = receipt_of(run)
    what = receipt["journey"] if path.stem == "map" else path.stem
    where = path.relative_to(run).parent.name
    parts = (folder_name(what.replace("_", " ")), where, _when(receipt))
    return "_".join(filter(None, parts)) + path.suffix


def _when(receipt: Mapping[str, Any]) -> str:
    """Return the year, the days or the day that a run is of."""
    if "period" not in receipt:
        return datetime.fromisoformat(receipt["as_of"]).date().isoformat()
    first, last = (date.fromisoformat(receipt["period"][day]) for day in ("first_day", "last_day"))
    is_a_year = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
    return str(first.year) if is_a_year else f"{first}-to-{last}"


def framed(page: str) -> HttpResponse:
    """Return a page of a run, under the policy that it declares itself and in a sandbox.

    A page that declares no policy may run and fetch nothing.
    """
    found = _POLICY_OF_PAGE.search(page[:_POLICY_WITHIN])
    own = unescape(found.group(1)) if found else "default-src 'none'"
    policy = f"{own.rstrip('; ')}; {_SANDBOX}"
    return HttpResponse(page, headers={POLICY_HEADER: policy, "X-Frame-Options": "SAMEORIGIN"})
