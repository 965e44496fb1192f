"""What a harm map found, in the sentences that stand first; they are made of its receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hotspots import words


def headline(found: Mapping[str, Any]) -> Iterator[str]:
    """Give what was found, the gist first.

    Parameters
    ----------
    found : mapping
        The receipt's ``harm_spots``; an older receipt does not name the first ones.
    """
    if found.get("sensitive_alone"):
        yield (
            f"No harm spot is made of {words.in_mid_sentence(found['selection'])}: a map in one "
            "class and totals of districts are all that is shown."
        )
        return
    held = found["concentration"]
    spots = found["harm_spots"]
    if not spots:
        yield (
            f"No place had enough offences of {found['selection'].lower()} in this period to be a "
            "harm spot."
        )
        return
    yield (
        f"{words.plural(spots, 'harm spot')} of {found['selection'].lower()} "
        f"{'holds' if spots == 1 else 'hold'} "
        f"{words.rounded_share(held['share_of_harm_in_spots'])} of its harm and "
        f"{words.rounded_share(held['share_of_offences_in_spots'])} of its offences in "
        f"{words.rounded_share(held['share_of_area_in_spots'])} of the area."
    )
    if found.get("sensitive_in_none"):
        yield "Sexual offences and domestic abuse are in none of them, and in none of these shares."
    first = found.get("first", ())
    if first:
        named = (
            f"{spot['name']} ({', '.join(filter(None, (_offences(spot), spot['busiest'])))})"
            for spot in first
        )
        yield f"First: {'; '.join(named)}."
    in_doubt = found.get("resting_on_one_point", 0)
    if in_doubt:
        yield (
            f"Ranked after the others: {words.plural(in_doubt, 'harm spot')} that may be no place "
            "at all, but a point given to what could not be located."
        )


def _offences(spot: Mapping[str, Any]) -> str:
    return words.plural(spot["offences"], "offence")
