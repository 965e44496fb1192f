"""People who sign in, the districts they belong to, and the tokens of their programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models

from hotspots.web.roles import ADMINISTRATOR, COMMUNITY_POLICING, PERMISSIONS

TOKEN_BYTES = 32
NAME_LENGTH = 80


def no_districts() -> list[str]:
    """Return what a new person belongs to."""
    return []


class People(UserManager["Person"]):
    """Makes people; the first administrator by ``createsuperuser``."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **given: object
    ) -> Person:
        """Make an administrator of the whole force, who makes all others; with no more rights."""
        person = self.create_user(username, email, password, whole_force=True, **given)
        person.groups.add(Group.objects.get(name=ADMINISTRATOR))
        return person


class Person(AbstractUser):
    """Someone who signs in: their roles are groups, their districts are named.

    ``works_as`` is the role that the ledger keeps of what they record; it never keeps a name.
    """

    districts: models.JSONField[list[str], list[str]] = models.JSONField(
        default=no_districts, blank=True
    )
    whole_force: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    works_as: models.CharField[str, str] = models.CharField(max_length=20, default="PCSO")
    password_is_temporary: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    objects: ClassVar[People] = People()

    class Meta:
        """Its permissions are those of the roles; what Django would add is not used."""

        default_permissions = ()
        permissions: ClassVar = [(str(key), text) for key, text in PERMISSIONS.items()]
        ordering: ClassVar = ["username"]

    def belongs_to(self, district: str) -> bool:
        """Say whether a district is one of theirs."""
        return self.whole_force or district in self.districts

    def may(self, permission: str) -> bool:
        """Say whether one of their roles allows something."""
        return self.has_perm(f"web.{permission}")

    @property
    def acts_as(self) -> str:
        """What a log says that they acted as: an officer's own role, else the first of theirs."""
        roles = self.roles
        return self.works_as if not roles or COMMUNITY_POLICING in roles else roles[0]

    @property
    def roles(self) -> list[str]:
        """The names of their roles."""
        return sorted(self.groups.values_list("name", flat=True))


class ApiToken(models.Model):
    """A token with which a person's program asks the interface; only its hash is kept."""

    person: models.ForeignKey[Person, Person] = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="tokens"
    )
    name: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    ends_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """The newest first."""

        default_permissions = ()
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"token {self.pk}"

    @classmethod
    def made_for(cls, person: Person, *, name: str, ends_at: datetime) -> str:
        """Make a token and return it: it is shown once, and never again."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        cls.objects.create(person=person, name=name, digest=digest_of(token), ends_at=ends_at)
        return token


def digest_of(token: str) -> str:
    """Return what is kept of a token; it is random, so that a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()
