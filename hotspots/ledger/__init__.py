"""What people did: which dwellings were on which list, and the visits that were made.

A Django application of models and migrations. Tables go in and come out; nobody outside this room
sees a model until the browser application stands on it. Nothing of Django starts before a ledger
is opened.

    with open_ledger(workspace_root=root) as ledger:
        ledger.import_visits(path, entered_at=now, entered_by_role="sergeant")
"""

from hotspots.ledger.opening import open_ledger
from hotspots.ledger.results import ImportResult, ListResult, VisitsRead
from hotspots.ledger.visit_csv import read_visits_csv

__all__ = [
    "ImportResult",
    "ListResult",
    "VisitsRead",
    "open_ledger",
    "read_visits_csv",
]
