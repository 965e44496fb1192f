"""What outcomes say of a suspect, in the words of data.police.uk, of forces and by number."""

import pandas as pd
import pytest

from hotspots.load.outcomes import outcome_group, outcome_groups
from hotspots.schema import OutcomeGroup


@pytest.mark.parametrize(
    ("outcome", "group"),
    [
        ("Suspect charged", OutcomeGroup.DEALT_WITH),
        ("CHARGED / SUMMONSED", OutcomeGroup.DEALT_WITH),
        ("Awaiting court outcome", OutcomeGroup.DEALT_WITH),
        ("Local resolution", OutcomeGroup.DEALT_WITH),
        ("Unable to prosecute suspect", OutcomeGroup.SUSPECT_NO_ACTION),
        ("Formal action is not in the public interest", OutcomeGroup.SUSPECT_NO_ACTION),
        ("Investigation complete; no suspect identified", OutcomeGroup.NO_SUSPECT),
        ("Under investigation", OutcomeGroup.UNDER_INVESTIGATION),
        ("Status update unavailable", OutcomeGroup.NOT_TOLD),
        # The Home Office outcome framework, by its numbers.
        ("1", OutcomeGroup.DEALT_WITH),
        ("Outcome 2A - Youth caution", OutcomeGroup.DEALT_WITH),
        ("08: Community resolution", OutcomeGroup.DEALT_WITH),
        ("OC14", OutcomeGroup.NO_SUSPECT),
        ("Outcome 16", OutcomeGroup.SUSPECT_NO_ACTION),
        ("18 - Investigation complete", OutcomeGroup.NO_SUSPECT),
        ("Outcome 22", OutcomeGroup.DEALT_WITH),
        ("23", None),
        ("Filed", None),
    ],
)
def test_an_outcome_is_known_by_its_words_or_its_number(
    outcome: str, group: OutcomeGroup | None
) -> None:
    assert outcome_group(outcome) == group


def test_words_that_are_not_known_are_not_told_and_none_stays_none() -> None:
    found = outcome_groups(pd.Series(["Filed", None, "18"], dtype="str"))
    assert found.isna().tolist() == [False, True, False]
    assert found.dropna().tolist() == ["outcome_not_told", "no_suspect"]
