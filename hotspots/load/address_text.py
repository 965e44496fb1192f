"""Put the parts of an address together as a person writes it, on one line.

Flat, building, number and street, locality, town, postcode. Each different text is looked at once,
however many homes share it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from hotspots import schema
from hotspots.load.address_layouts import BUILDING_NAME, LOCALITY, PAO_NUMBERS, SAO_NUMBERS

# Words that stand small inside a name: Layer de la Haye, Southend-on-Sea, Walton-on-the-Naze.
SMALL_WORDS: Final = frozenset(
    ["and", "at", "by", "cum", "de", "en", "for", "in", "juxta", "la", "le", "next", "of", "on",
     "or", "sub", "the", "to", "under", "upon", "with"]
)  # fmt: skip
# Letters that are said one by one, and the numbers of kings.
KEPT_WORDS: Final = frozenset(
    ["HMP", "HMS", "II", "III", "IV", "IX", "MOD", "NE", "NHS", "NW", "PH", "RAF", "SE", "SW",
     "UK", "VI", "VII", "VIII", "YMCA", "YWCA"]
)  # fmt: skip
ORDINAL: Final = re.compile(r"\d+(ST|ND|RD|TH)")
# What a name in a gazetteer is written with; text that holds anything else is no name to rewrite.
_NAME: Final = re.compile(r"(?:[^\W_]|[\s'’.,&/()\-])+")
_WORD: Final = re.compile(r"[\w'’]+")
SHORTEST_MC: Final = len("MCKAY")
WRITTEN_COLUMNS: Final = (
    schema.ADDRESS,
    schema.FLAT,
    schema.NUMBER,
    schema.STREET,
    schema.TOWN,
    schema.POSTCODE,
)
# The parts of a source that an address is written from.
TEXT_PARTS: Final = (
    schema.ADDRESS,
    schema.FLAT,
    BUILDING_NAME,
    schema.NUMBER,
    schema.STREET,
    LOCALITY,
    schema.TOWN,
    schema.POSTCODE,
    *SAO_NUMBERS,
    *PAO_NUMBERS,
)
STAND_IN: Final = "UPRN"
NO_TEXT: Final = pa.scalar(None, pa.string())
# In an address on one line the street is at most the third piece, behind a flat and a building.
LATEST_STREET: Final = 3
# Rose Cottage, Mill Lane, Ardleigh: with fewer pieces a name and a street look alike.
NAMED_HOUSE_PIECES: Final = 3

_HOUSE: Final = r"\d+\s?[A-Za-z]?(?:\s?[-–/]\s?\d+\s?[A-Za-z]?)?"
_POSTCODE: Final = r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})"
_BARE_FLAT: Final = re.compile(r"\d+[A-Za-z]?|[A-Za-z]")
_FLAT: Final = re.compile(
    r"((?:flat|apartment|apt|unit|room|studio|bedsit|maisonette)\.? \w+)(?:\s+(\S.*))?",
    re.IGNORECASE,
)
_ON_STREET: Final = re.compile(rf"({_HOUSE})\s+([^\W\d].*)", re.IGNORECASE)
_END_POSTCODE: Final = re.compile(rf"[,\s]*\b{_POSTCODE}$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """The parts that were found in an address on one line; None where there is none."""

    flat: str | None = None
    building: str | None = None
    number: str | None = None
    street: str | None = None
    town: str | None = None
    postcode: str | None = None


def written(parts: Mapping[str, pa.ChunkedArray], uprns: pa.ChunkedArray) -> pa.Table:
    """Return ``address``, ``flat``, ``number``, ``street``, ``town`` and ``postcode`` as text.

    Parameters
    ----------
    parts : mapping of str to pyarrow column of text
        As a layout names them; any may be missing. Where there is no column of streets, they are
        read out of the address on one line.
    uprns : pyarrow column of text
        Stand for an address that has no text: ``UPRN 100090000002``.

    Returns
    -------
    Table
        ``number`` is the house's number, else its name. What does not exist is null.
    """
    rows = len(uprns)
    known = {name: pa.chunked_array(column).combine_chunks() for name, column in parts.items()}
    on_one_line = schema.STREET not in known and schema.ADDRESS in known
    if on_one_line:
        known = _read_out(known[schema.ADDRESS]) | known

    def part(name: str) -> pa.Array:
        return _each(known[name], _name) if name in known else pa.nulls(rows, pa.string())

    building, number, street = part(BUILDING_NAME), part(schema.NUMBER), part(schema.STREET)
    # Royal Mail keeps 12A, and 12 to 14, as a building's name.
    numbered = _where(_matches(building, f"^{_HOUSE}$"), building)
    number = pc.coalesce(_numbers(known, PAO_NUMBERS, rows), number, numbered)
    building = _where(pc.invert(_same(building, number)), building)
    flat = _each(_flat(part(schema.FLAT), _numbers(known, SAO_NUMBERS, rows)), _flat_in_words)
    locality, town = part(LOCALITY), part(schema.TOWN)
    locality = _where(pc.invert(_same(locality, town)), locality)
    postcode = _each(part(schema.POSTCODE), tidy_postcode)
    address = _joined(
        [flat, building, _joined([number, street], " "), locality, town, postcode], ", "
    )
    door = pc.coalesce(number, building)
    address = _where(pc.is_valid(pc.coalesce(street, door)), address)
    if schema.ADDRESS in known:
        # A line that its parts were read out of says more than they do.
        address = _where(pc.is_null(known[schema.ADDRESS]), address) if on_one_line else address
        line = _each(_where(pc.is_null(address), known[schema.ADDRESS]), _line)
        address = pc.coalesce(address, line)
    stand_in = pc.binary_join_element_wise(STAND_IN, pa.chunked_array(uprns).combine_chunks(), " ")
    columns = (pc.coalesce(address, stand_in), flat, door, street, town, postcode)
    return pa.table(dict(zip(WRITTEN_COLUMNS, columns, strict=True)))


def read_line(line: str) -> ReadLine:
    """Read the parts out of an address on one line; what is not plain is left unread.

    >>> read_line("Flat 3, 12A Mill Lane, Colchester, CO1 1AA").street
    'Mill Lane'
    """
    ending = _END_POSTCODE.search(line)
    postcode = f"{ending.group(1)} {ending.group(2)}".upper() if ending else None
    pieces = [piece.strip() for piece in _END_POSTCODE.sub("", line).split(",") if piece.strip()]
    flat = None
    if pieces and (begins := _FLAT.fullmatch(pieces[0])):
        flat = begins.group(1)
        pieces[:1] = [begins.group(2)] if begins.group(2) else []
    # A number that stands alone belongs to the street behind the comma.
    for place, piece in enumerate(pieces[:-1]):
        if re.fullmatch(_HOUSE, piece):
            pieces[place : place + 2] = [f"{piece} {pieces[place + 1]}"]
            break
    for place, piece in enumerate(pieces[:LATEST_STREET]):
        if found := _ON_STREET.fullmatch(piece):
            return ReadLine(
                flat=flat,
                building=", ".join(pieces[:place]) or None,
                number=found.group(1),
                street=found.group(2),
                town=pieces[-1] if pieces[place + 1 :] else None,
                postcode=postcode,
            )
    if len(pieces) >= NAMED_HOUSE_PIECES:
        return ReadLine(
            flat=flat, building=pieces[0], street=pieces[1], town=pieces[-1], postcode=postcode
        )
    return ReadLine(flat=flat, postcode=postcode)


def tidy_postcode(text: str) -> str:
    """Return a postcode in capitals with its one space; text that is none as it is."""
    found = re.fullmatch(_POSTCODE, text.upper())
    return f"{found.group(1)} {found.group(2)}" if found else text


def _read_out(lines: pa.Array) -> dict[str, pa.Array]:
    read = [ReadLine() if line is None else read_line(_line(line)) for line in lines.to_pylist()]
    found = {
        schema.FLAT: [each.flat for each in read],
        BUILDING_NAME: [each.building for each in read],
        schema.NUMBER: [each.number for each in read],
        schema.STREET: [each.street for each in read],
        schema.TOWN: [each.town for each in read],
        schema.POSTCODE: [each.postcode for each in read],
    }
    return {name: pa.array(values, pa.string()) for name, values in found.items()}


def _name(text: str) -> str:
    return in_reading_case(" ".join(text.split()))


def _line(text: str) -> str:
    """Return an address that may stand on several lines on one, its postcode in capitals."""
    line = ", ".join(piece.strip(" ,\t") for piece in text.splitlines() if piece.strip(" ,\t"))
    ending = _END_POSTCODE.search(line)
    if not ending:
        return _name(line)
    return f"{_name(line[: ending.start()])}, {tidy_postcode(ending.group().strip(', '))}"


def _flat_in_words(text: str) -> str:
    return f"Flat {text}" if _BARE_FLAT.fullmatch(text) else text


def _each(texts: pa.Array, write: Callable[[str], str]) -> pa.Array:
    """Write each different text once; nothing where nothing is left of it."""
    encoded = texts.dictionary_encode()
    values = [write(text) or None for text in encoded.dictionary.to_pylist()]
    return pa.array(values, pa.string()).take(encoded.indices)


def _numbers(known: Mapping[str, pa.Array], names: Sequence[str], rows: int) -> pa.Array:
    """Return the council's number as text: ``12``, ``12A``, ``12-14``, ``12A-12C``."""
    if names[0] not in known:
        return pa.nulls(rows, pa.string())
    start, letter, end, end_letter = (
        known.get(name, pa.nulls(rows, pa.string())) for name in names
    )
    last = _where(pc.is_valid(end), _joined([end, end_letter], ""))
    return _where(pc.is_valid(start), _joined([_joined([start, letter], ""), last], "-"))


def _flat(text: pa.Array, number: pa.Array) -> pa.Array:
    """Return the flat's text, with its number where the text has none."""
    lacks_number = pc.invert(_matches(text, r"\d"))
    both = pc.and_(pc.and_(pc.is_valid(text), pc.is_valid(number)), lacks_number)
    return pc.if_else(both, _joined([text, number], " "), pc.coalesce(text, number))


def _joined(texts: Sequence[pa.Array], between: str) -> pa.Array:
    """Join what is there; null where nothing is."""
    something = pc.is_valid(pc.coalesce(*texts))
    # Skipping nulls, Arrow loses the whole row where every text is null; an empty one keeps it.
    first = pc.if_else(something, texts[0], "")
    joined = pc.binary_join_element_wise(first, *texts[1:], between, null_handling="skip")
    return _where(something, joined)


def _where(keep: pa.Array, texts: pa.Array) -> pa.Array:
    return pc.if_else(keep, texts, NO_TEXT)


def _same(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_lower(one), pc.utf8_lower(other)).fill_null(fill_value=False)


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(texts, pattern).fill_null(fill_value=False)


def in_reading_case(name: str) -> str:
    """Return a name that is all capitals with a capital to each word; any other as it is.

    Gazetteers keep names in capitals, people read ``St John's Road``. Only letters' case changes.

    >>> in_reading_case("ST JOHN'S ROAD")
    "St John's Road"
    >>> in_reading_case("A12")
    'A12'
    """
    if name.upper() != name or name.lower() == name or not _NAME.fullmatch(name):
        return name
    return _WORD.sub(lambda found: _word(found.group(), first=found.start() == 0), name)


def _word(word: str, *, first: bool) -> str:
    if ORDINAL.fullmatch(word):
        return word.lower()
    if any(letter.isdigit() for letter in word) or word in KEPT_WORDS:
        return word
    if word.lower() in SMALL_WORDS and not first:
        return word.lower()
    return "".join(_capitalised(part, first=not place) for place, part in enumerate(_split(word)))


def _split(word: str) -> list[str]:
    """Part a word behind each apostrophe, which stays with what is before it."""
    return re.findall(r"[^'’]*['’]|[^'’]+$", word)


def _capitalised(part: str, *, first: bool) -> str:
    """Return the part with its capital, but for the s of ``John's``."""
    if not first and len(part) == 1:
        return part.lower()
    if part.startswith("MC") and len(part) >= SHORTEST_MC:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
