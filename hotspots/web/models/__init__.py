"""What the browser application keeps beside the ledger, one file a matter."""

from hotspots.web.models.operations import KeptOperation
from hotspots.web.models.people import ApiToken, Person
from hotspots.web.models.sent import SentVisit
from hotspots.web.models.started import StartedRun, Upload

__all__ = ["ApiToken", "KeptOperation", "Person", "SentVisit", "StartedRun", "Upload"]
