# The public names of the ledger, and the module that each lives in.

from .deployment_kind import read_deployments
from .opening import open_ledger
from .patrol_kind import faults_of_patrol, read_patrols
from .patrol_places import SpotsOverTime
from .results import (
    EditResult,
    ImportResult,
    ListResult,
    RecordsRead,
    SpotSetResult,
)
from .visit_kind import read_visits

__all__ = [
    "EditResult",
    "ImportResult",
    "ListResult",
    "RecordsRead",
    "SpotSetResult",
    "SpotsOverTime",
    "faults_of_patrol",
    "open_ledger",
    "read_deployments",
    "read_patrols",
    "read_visits",
]
