"""The administrator's pages: people, roles, districts, passwords, and the ends of tokens."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Final

from axes.utils import reset
from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac

from hotspots import schema
from hotspots.schema import LogAct
from hotspots.web import force
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.models import ApiToken, Person
from hotspots.web.roles import PERMISSIONS, ROLES, May

SEND: Final = ("GET", "HEAD", "POST")
PASSWORD_BYTES: Final = 12
CHANGED_MEANWHILE: Final = (
    "Somebody else has changed this person since this page was opened. Nothing was kept: open it "
    "again, and look at what it says now."
)


class PersonForm(forms.ModelForm[Person]):
    """A person: their name here, roles, districts, and what they are recorded as."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role, role) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    districts = forms.MultipleChoiceField(
        label="Districts",
        choices=lambda: [(each.name, each.name) for each in force.districts()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    works_as = forms.ChoiceField(
        label="Recorded as",
        choices=[(str(each), str(each)) for each in schema.VisitRole],
        help_text="What the ledger keeps of their visits and patrols; it never keeps a name.",
    )
    as_opened = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        """What of a person is theirs."""

        model = Person
        fields = ("username", "works_as", "districts", "whole_force", "is_active")
        labels: ClassVar = {
            "username": "Sign-in name",
            "whole_force": "The whole force",
            "is_active": "May sign in",
        }
        help_texts: ClassVar = {"username": "", "is_active": ""}

    field_order = ("username", "roles", "whole_force", "districts", "works_as", "is_active")

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        self.called_before = self.instance.username
        self.initial["as_opened"] = _as_it_is(self.instance) if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        """Refuse what was asked of a person as they are no more: it would undo another's change."""
        given = super().clean() or {}
        if given.get("as_opened") != self.initial["as_opened"]:
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return given


def _as_it_is(person: Person) -> str:
    """Return what tells that a person was changed."""
    rights = (person.roles, sorted(person.districts), person.whole_force, person.is_active)
    return salted_hmac("person", repr((person.username, person.works_as, rights))).hexdigest()


def _shown(request: Asked, **about: Any) -> HttpResponse:  # noqa: ANN401
    return render(request, "people/person.html", about)


@open_to(Rule.FORCE, May.MANAGE_PEOPLE)
def people(request: Asked) -> HttpResponse:
    """Show who may sign in, and what each role may do."""
    known = Person.objects.prefetch_related("groups")
    roles = [(role, [PERMISSIONS[each] for each in allowed]) for role, allowed in ROLES.items()]
    return render(request, "people/people.html", {"people": known, "roles": roles})


@open_to(Rule.FORCE, May.MANAGE_PEOPLE, methods=SEND)
def new(request: Asked) -> HttpResponse:
    """Make a person, with a password for the first time alone."""
    form = PersonForm(request.POST or None, initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        password = _given_password(person)
        _keep(request, person, form, "person made")
        return _shown(request, person=person, password=password, form=None)
    return _shown(request, form=form, person=None)


@open_to(Rule.FORCE, May.MANAGE_PEOPLE, methods=SEND)
def one(request: Asked, number: int) -> HttpResponse:
    """Show a person, and change them."""
    person = get_object_or_404(Person, pk=number)
    form = PersonForm(request.POST or None, instance=person, initial={"roles": person.roles})
    if request.method == "POST" and form.is_valid():
        if person == request.user and not _still_administers(form):
            form.add_error(None, "You cannot take your own right to manage people.")
            return _shown(request, form=form, person=person)
        person, before = form.save(commit=False), form.called_before
        renamed = before != person.username
        _keep(request, person, form, "person changed")
        if renamed:  # or the log would not tell who an account of it was
            _log(request, "person renamed", f"{before}, now {person.username}")
        return redirect("people")
    return _shown(request, form=form, person=person)


def _still_administers(form: PersonForm) -> bool:
    told = form.cleaned_data
    roles = [role for role, allowed in ROLES.items() if May.MANAGE_PEOPLE in allowed]
    return bool(set(roles) & set(told["roles"])) and told["whole_force"] and told["is_active"]


@open_to(Rule.FORCE, May.MANAGE_PEOPLE, methods=("POST",))
def password(request: Asked, number: int) -> HttpResponse:
    """Give a person a new password for the first time, and take a lock from their name."""
    person = get_object_or_404(Person, pk=number)
    if person == request.user:
        raise PermissionDenied("Change your own password under your name.")
    given = _given_password(person)
    person.save()
    reset(username=person.username)
    _log(request, "password given", person.username)
    return _shown(request, person=person, password=given, form=None)


def _given_password(person: Person) -> str:
    given = secrets.token_urlsafe(PASSWORD_BYTES)
    person.set_password(given)
    person.password_is_temporary = True
    return given


def _keep(request: Asked, person: Person, form: PersonForm, what: str) -> None:
    with transaction.atomic():
        person.save()
        person.groups.set(Group.objects.filter(name__in=form.cleaned_data["roles"]))
        if not person.is_active:
            ApiToken.objects.filter(person=person).delete()
        _log(request, what, person.username)


def _log(request: Asked, what: str, subject: str) -> None:
    force.ledger().log_act(LogAct.ALTERATION, what, subject=subject, role=request.user.acts_as)
