"""What every record says of its entry: when, and in which role."""

from __future__ import annotations

from django.db import models

from hotspots import schema

ROLE_LENGTH = 20
NAME_LENGTH = 80


class VisitRole(models.TextChoices):
    """Who may make a visit or a patrol."""

    PC = schema.VisitRole.PC.value, "PC"
    PCSO = schema.VisitRole.PCSO.value, "PCSO"
    SPECIAL = schema.VisitRole.SPECIAL.value, "Special constable"
    VOLUNTEER = schema.VisitRole.VOLUNTEER.value, "Volunteer"


class EntryRole(models.TextChoices):
    """Who may enter what was done."""

    PC = schema.EntryRole.PC.value, "PC"
    PCSO = schema.EntryRole.PCSO.value, "PCSO"
    SPECIAL = schema.EntryRole.SPECIAL.value, "Special constable"
    VOLUNTEER = schema.EntryRole.VOLUNTEER.value, "Volunteer"
    SERGEANT = schema.EntryRole.SERGEANT.value, "Sergeant"
    COMMANDER = schema.EntryRole.COMMANDER.value, "Commander"
    PLANNER = schema.EntryRole.PLANNER.value, "Planner"
    ANALYST = schema.EntryRole.ANALYST.value, "Analyst"
