"""XML that holds nothing but its own text: no entities, no depth without end, one root.

KML, GPX and the sheets of a workbook are XML. An entity may be a file of this machine, an address
that is asked for, or a text that doubles thirty times; nothing that is read here needs one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from hotspots.errors import InputError

# Folders within folders of a KML, extensions of a GPX: what is deeper was made to exhaust a reader.
DEEPEST: Final = 100

Attributes = dict[str, str]


def read_plain_xml(
    name: str,
    stream: IO[bytes],
    *,
    root: str | None = None,
    on_start: Callable[[str, Attributes], None] | None = None,
) -> None:
    """Read XML to its end, and refuse what no file of points, outlines or cells holds.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    stream : binary file
    root : str, optional
        The outermost element that is expected, without its namespace's prefix.
    on_start : callable, optional
        Is told each element, without its prefix, and its attributes.

    Raises
    ------
    InputError
        When it is no whole XML, declares entities, is nested too deep or begins with another
        element.
    """
    look = _Look(name, root, on_start)
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.StartDoctypeDeclHandler = look.refuse_declaration
    with suppress(AttributeError):  # a parser without it asks for nothing either
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as fault:
        raise InputError(
            f"{name} is no whole XML (line {fault.lineno}: {expat.ErrorString(fault.code)}). Save "
            "or fetch it again."
        ) from fault


class _Look:
    """What is looked at while XML is read."""

    def __init__(
        self, name: str, root: str | None, on_start: Callable[[str, Attributes], None] | None
    ) -> None:
        self._name, self._root, self._on_start = name, root, on_start
        self._depth = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Look at an element that begins."""
        local = tag.rpartition(":")[2]
        if not self._depth and self._root not in (None, local):
            raise InputError(
                f"{self._name} is no {str(self._root).upper()}: its outermost element is another. "
                "Save it again, or give it the ending of what it is."
            )
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError(
                f"{self._name} is nested more than {DEEPEST} elements deep, which no such file is. "
                "Save or fetch it again."
            )
        if self._on_start is not None:
            self._on_start(local, attributes)

    def end(self, _tag: str) -> None:
        """Leave an element."""
        self._depth -= 1

    def refuse_declaration(self, *_: Any) -> NoReturn:  # noqa: ANN401 - as expat tells it
        """Refuse a document type: entities are declared there, and files named."""
        raise InputError(
            f"{self._name} declares a document type, where entities may name files and addresses. "
            "It was not read; save it again without the DOCTYPE."
        )
