"""Files that are there and cannot be read: who may read them, and what is broken in them."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hotspots.errors import HotspotsError, UnreadableError, is_want_of_memory

# What the standard library raises of a damaged archive, or of one under a password.
FAULTS_OF_ARCHIVES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,
)


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
        said = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
        raise UnreadableError(f"{name} cannot be read ({said}). {advice}") from fault
