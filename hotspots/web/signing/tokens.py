"""A person's own tokens for programs: made, shown once, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.models import ApiToken
from hotspots.web.models.people import NAME_LENGTH

MOST_DAYS: Final = 90


class TokenForm(forms.Form):
    """What a token is for, and how long it lives."""

    name = forms.CharField(label="What it is for", max_length=NAME_LENGTH)
    days = forms.IntegerField(
        label="Days that it lives", min_value=1, max_value=MOST_DAYS, initial=30
    )


@open_to(Rule.SIGNED_IN, methods=("GET", "HEAD", "POST"))
def tokens(request: Asked) -> HttpResponse:
    """Show a person's tokens, and make one."""
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ends_at = timezone.now() + timedelta(days=told["days"])
        made = ApiToken.made_for(request.user, name=told["name"], ends_at=ends_at)
        form = TokenForm()
    about = {
        "form": form,
        "made": made,
        "tokens": ApiToken.objects.filter(person=request.user),
        "now": timezone.now(),
    }
    return render(request, "signing/tokens.html", about)


@open_to(Rule.SIGNED_IN, methods=("POST",))
def end(request: Asked, number: int) -> HttpResponse:
    """End one of a person's own tokens."""
    get_object_or_404(ApiToken, pk=number, person=request.user).delete()
    return redirect("tokens")
