"""The letter that is left at a door: how to look after a home, in plain words, on one page.

It is the one product of a visit list that leaves the force's hands, so it says nothing that only
the list knows: no address, no reference, no number of burglaries, no tier, and not whose home was
burgled. For the same reason it bears no protective marking. A marking tells staff how to handle
what the public may not see, and this is written for the public. It carries no figures either: they
frighten, and help nobody lock a door.

What it promises is what is known. No step stops every burglary, and the letter says so; marking
things is offered as a way to get them back, not as a way to keep burglars out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from hotspots import words
from hotspots.errors import ParameterError
from hotspots.render.stamp import ProductStamp
from hotspots.render.typeset import drawable, pdf_pages, printable

TITLE: Final = "Keeping your home safe"
WHY_WE_CALL: Final = (
    "There has been a burglary in this area. After one, there is sometimes another close by in the "
    "next few weeks. So we are calling at homes near here. We are not calling because of anything "
    "you did."
)
WHAT_HELPS: Final = (
    "Nothing stops every burglary. But small habits make a home harder to get into. Most of them "
    "cost nothing."
)
OPENING: Final = (WHY_WE_CALL, WHAT_HELPS)
ADVICE: Final = (
    ("Doors", "Lock them, even when you are at home. Some lock only when you turn the key."),
    ("Windows", "Shut and lock the ones that can be reached. Look at the back of the house too."),
    ("Keys", "Keep keys, and car keys, out of sight of the door and the letter box."),
    ("Lights", "When you go out after dark, leave a light on indoors. A cheap timer can do it."),
    ("Side gates", "Shut and bolt them. Put bins and ladders where nobody can climb on them."),
    ("Sheds", "Lock sheds and garages. Put tools away: they can be used to get in."),
    ("Your things", "Mark them with your postcode. What is stolen and found can then come back."),
    ("Neighbours", "Tell one you trust when you will be away. Look out for each other’s homes."),
)
IF_SOMETHING_IS_WRONG: Final = (
    ("999", "Call if a burglary is going on now, or if anyone is in danger."),
    ("101", "Call to tell us about something that has already happened, or that worries you."),
)
STAY_SAFE: Final = "Never go in to face a burglar. Stay safe, and call us."
MOST_OWN_WORDS: Final = 2
LONGEST_OWN_WORDS: Final = 240  # characters


@dataclass(frozen=True, kw_only=True)
class VisitLetter:
    """What may differ from one letter to another. Nothing of it comes from the list's homes.

    Attributes
    ----------
    force_name : str
    day : date
        Of the letter.
    area : str
        A policing district, or another name that takes in many streets; may be empty.
    contact : str
        How to reach the local team. Empty leaves a line to write on.
    own_words : sequence of str
        At most two paragraphs of the force's own, each of at most 240 characters.
    demonstration : bool
        True when the county is invented: the letter then says that it must not be delivered.
    """

    force_name: str
    day: date
    area: str = ""
    contact: str = ""
    own_words: Sequence[str] = ()
    demonstration: bool = False

    def __post_init__(self) -> None:
        if len(self.own_words) > MOST_OWN_WORDS:
            raise ParameterError(
                f"The letter has {len(self.own_words)} paragraphs of the force's own words; it has "
                f"room for {MOST_OWN_WORDS}."
            )
        longest = max((len(each) for each in self.own_words), default=0)
        if longest > LONGEST_OWN_WORDS:
            raise ParameterError(
                f"A paragraph of the force's own words has {longest} characters; the letter has "
                f"room for {LONGEST_OWN_WORDS}."
            )


def letter_for(stamp: ProductStamp, *, area: str) -> VisitLetter:
    """Return the letter that goes with a list: the force, the day and the district, nothing else.

    ``day`` is the day on which the list was made.
    """
    return VisitLetter(
        force_name=stamp.force_name,
        day=stamp.made_at.date(),
        area=area,
        demonstration=stamp.demonstration,
    )


def write_visit_letter(path: Path, letter: VisitLetter, *, stamp: ProductStamp) -> None:
    """Write the letter as one page of A4, in black and white, tagged for screen readers.

    ``stamp`` gives the document its time, so that the same letter has the same bytes. Nothing else
    of it is in the letter: neither its marking nor the run's name.
    """
    pdf = pdf_pages(
        "visit_letter.typ",
        {
            "title": TITLE,
            "author": drawable(letter.force_name),
            "force": printable(letter.force_name, 70),
            "day": words.day(letter.day),
            "area": printable(letter.area, 70),
            "opening": list(OPENING),
            "advice": [list(each) for each in ADVICE],
            "own_words": [printable(each, LONGEST_OWN_WORDS) for each in letter.own_words],
            "wrong": [list(each) for each in IF_SOMETHING_IS_WRONG],
            "stay_safe": STAY_SAFE,
            "contact": printable(letter.contact, 120),
            "demonstration": letter.demonstration,
        },
        made_at=stamp.made_at,
    )
    path.write_bytes(pdf)
