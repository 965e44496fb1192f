"""The errors that hotspots raises on purpose.

    HotspotsError
    ├── InputError               a file or a table cannot be used
    │   ├── UnreadableError      a file is there and cannot be opened, or is damaged
    │   ├── MissingColumnError   a column that is needed was not recognised
    │   ├── AmbiguousDatesError  no single date format fits a column
    │   └── NoRowsError          there is nothing to analyse
    ├── CoordinateError          a coordinate system is missing, wrong or cannot be reached exactly
    ├── ParameterError           a parameter is outside what its method allows
    ├── SettingsError            a profile or a workspace's settings are not usable
    ├── MissingPartError         a program, an asset or an optional package is not installed
    ├── OutputError              a file or a folder cannot be written
    │   └── BeingWrittenError    another command writes it at this moment
    └── LedgerError              the ledger cannot be opened, or kept nothing of what it was given

Each message names the thing, the value found, the value expected and the next step. It never
holds a person's data: a line number stands for the row. It is read at the command line and in the
browser alike: the options by which the next step is taken stand beside it, not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class HotspotsError(Exception):
    """Anything that a user of hotspots can mend; the command line prints it without a traceback.

    Attributes
    ----------
    options : tuple of str
        What the command line calls that by which it is mended; it adds them to the message.
    """

    def __init__(self, message: str = "", *, options: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.options = tuple(options)


class InputError(HotspotsError):
    """A file or a table cannot be used as it is."""


class UnreadableError(InputError):
    """A file is there and cannot be opened, or is damaged: what it holds is not known."""


class MissingColumnError(InputError):
    """A column that the method needs was not recognised under any of its known names."""


class AmbiguousDatesError(InputError):
    """No single explicit date format fits every value of a column, or more than one does."""


class NoRowsError(InputError):
    """Nothing is left to analyse."""


class CoordinateError(HotspotsError):
    """A coordinate system is missing, is not the one declared, or cannot be reached exactly."""


class ParameterError(HotspotsError):
    """A parameter is outside what its method allows."""


class SettingsError(HotspotsError):
    """A force profile or a workspace's settings cannot be used as they are."""


class MissingPartError(HotspotsError):
    """A program, an asset or an optional package is not installed, or a cluster is not at hand."""


class OutputError(HotspotsError):
    """A file or a folder cannot be written: the disk is full, or this account may not."""


class BeingWrittenError(OutputError):
    """Another command writes the same thing at this moment."""


class LedgerError(HotspotsError):
    """The ledger cannot be opened, or it is in use and kept nothing of what it was given."""


def is_want_of_memory(fault: BaseException) -> bool:
    """Say whether memory ran out; libraries in C++ say so in words of their own."""
    return isinstance(fault, MemoryError) or "bad_alloc" in str(fault)


def refuse_parameters(what: str, faults: Sequence[str]) -> None:
    """Raise one error that names every fault of a method's parameters; none where all is well."""
    if faults:
        raise ParameterError(f"{what}: {'; '.join(faults)}.")
