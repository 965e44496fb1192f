"""Files that are there and cannot be read: who may read them, and what is broken in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from hotspots.errors import HotspotsError, UnreadableError, is_want_of_memory


@contextmanager
def explained(name: str, advice: str) -> Iterator[None]:
    """Say in one sentence what a library met in a file; only its reading stands inside.

    Parameters
    ----------
    name : str
        Of the file.
    advice : str
        What to do next, a sentence.

    Raises
    ------
    UnreadableError
    """
    try:
        yield
    except HotspotsError:
        raise
    except Exception as fault:  # what a library raises of a damaged file is written nowhere
        if is_want_of_memory(fault):
            raise
        # What a library says of a value repeats it, and it may be a person's: the kind alone.
        of_values = isinstance(fault, ValueError | TypeError | KeyError | UnicodeError)
        refused = getattr(fault, "strerror", None)
        said = refused or (not of_values and _first_said(fault, name)) or type(fault).__name__
        broken = "" if refused else " It may be damaged or cut off: save or fetch it again."
        raise UnreadableError(f"{name} cannot be read ({said}).{broken} {advice}") from fault


def _first_said(fault: Exception, name: str) -> str:
    """Return what a library said, without its advice to programmers and the path before a name."""
    said = str(fault).partition(".; It might help")[0]
    return re.sub(rf"'[^']*[/\\]{re.escape(name)}'", name, said)
