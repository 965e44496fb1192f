"""The ledger's models, one file a practice."""

from hotspots.ledger.models.cocooning import Listing, ListingReason, Visit, VisitList

__all__ = ["Listing", "ListingReason", "Visit", "VisitList"]
