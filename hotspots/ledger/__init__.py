"""What people did: visits after burglaries, patrols, deployments, and the harm spots in force.

A Django application of models and migrations. Tables go in and come out; nobody outside this room
sees a model until the browser application stands on it. Nothing of Django starts before a ledger
is opened.

    with open_ledger(workspace_root=root) as ledger:
        ledger.import_visits(path, entered_at=now, entered_by_role="sergeant")
"""

from hotspots.ledger.deployment_kind import read_deployments_csv
from hotspots.ledger.opening import open_ledger
from hotspots.ledger.patrol_kind import faults_of_patrol, read_patrols_csv
from hotspots.ledger.patrol_places import SpotsOverTime
from hotspots.ledger.results import (
    EditResult,
    ImportResult,
    ListResult,
    RecordsRead,
    SpotSetResult,
)
from hotspots.ledger.visit_kind import read_visits_csv

__all__ = [
    "EditResult",
    "ImportResult",
    "ListResult",
    "RecordsRead",
    "SpotSetResult",
    "SpotsOverTime",
    "faults_of_patrol",
    "open_ledger",
    "read_deployments_csv",
    "read_patrols_csv",
    "read_visits_csv",
]
