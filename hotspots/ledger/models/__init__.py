"""The ledger's models, one file a practice."""

from hotspots.ledger.models.chain import ChainLink, Forgetting, LogEntry
from hotspots.ledger.models.cocooning import Listing, ListingReason, Visit, VisitList
from hotspots.ledger.models.harm_spots import SpotAdoption, SpotEdit, SpotInForce, SpotSet
from hotspots.ledger.models.patrols import Deployment, Patrol
from hotspots.ledger.models.watch import Alarm, AlarmClosing

__all__ = [
    "Alarm",
    "AlarmClosing",
    "ChainLink",
    "Deployment",
    "Forgetting",
    "Listing",
    "ListingReason",
    "LogEntry",
    "Patrol",
    "SpotAdoption",
    "SpotEdit",
    "SpotInForce",
    "SpotSet",
    "Visit",
    "VisitList",
]
