"""A run's files as a browser gets them: to keep, or to look at in a frame without reach."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from django.http import FileResponse, HttpResponse

from hotspots.web.middleware import POLICY_HEADER

# The page's own policy lists the hash of each of its scripts; it stands within this of its start.
_POLICY_WITHIN: Final = 4_096
_POLICY_OF_PAGE: Final = re.compile(
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', re.IGNORECASE
)
# What in a page is of no use in a frame that reaches nothing: other files of the run, which the
# room hands out beside it, and outcomes that are ticked, which nothing there would keep.
_SCRIPT: Final = re.compile(r"(<script\b.*?</script>)", re.DOTALL)
_OF_NO_USE: Final = re.compile(
    r'<(ul|nav|p|section) class="(?:files|links|pack|kept)".*?</\1>', re.DOTALL
)
_LISTED: Final = re.compile(r'<li><a href="\./([^"]*)"[^>]*>[^<]*</a></li>\n?')
_LEADS_OUT: Final = re.compile(r'<a href="(?!#|geo:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
# No cookie, no storage and no page of ours can be reached from within; the phone's own map can.
_SANDBOX: Final = (
    "sandbox allow-scripts allow-downloads allow-top-navigation-to-custom-protocols; "
    "frame-ancestors 'self'"
)


def download(path: Path) -> FileResponse:
    """Return a file of a run to be kept: its name says what it is, of where and when."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def framed(page: str) -> HttpResponse:
    """Return a page of a run for a frame of ours: what it cannot do from there is not in it."""
    return _under_policy("".join(_for_a_frame(part) for part in _SCRIPT.split(page)))


def _for_a_frame(part: str) -> str:
    """Return a part of a page without ways out of it; a script stays, for the policy's hash."""
    if _SCRIPT.fullmatch(part):
        return part
    return _LEADS_OUT.sub(r"\1", _OF_NO_USE.sub("", part))


def by_itself(page: str, *, beside: Collection[str] = ()) -> HttpResponse:
    """Return a page of a run without the files of its list that are not handed out ``beside`` it.

    What is not handed out is the receipt for programs, and rows that were set aside.
    """
    parts = _SCRIPT.split(page)
    return _under_policy("".join(_with_files(part, beside) for part in parts))


def _with_files(part: str, names: Collection[str]) -> str:
    if _SCRIPT.fullmatch(part):
        return part
    return _LISTED.sub(
        lambda item: item[0] if unquote(item[1]).partition("#")[0] in names else "", part
    )


def _under_policy(page: str) -> HttpResponse:
    """Return a page of a run, under the policy that it declares itself and in a sandbox.

    A page that declares no policy may run and fetch nothing.
    """
    found = _POLICY_OF_PAGE.search(page[:_POLICY_WITHIN])
    own = unescape(found.group(1)) if found else "default-src 'none'"
    policy = f"{own.rstrip('; ')}; {_SANDBOX}"
    return HttpResponse(page, headers={POLICY_HEADER: policy, "X-Frame-Options": "SAMEORIGIN"})
