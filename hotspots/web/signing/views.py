"""Signing in and out, the change of a password, the first page, and health."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from hotspots.web import force
from hotspots.web.frame import district_of, open_rooms, own_districts
from hotspots.web.gate import Asked, Rule, open_to

SEND = ("GET", "HEAD", "POST")


class _SignIn(LoginView):
    """Django's own, which begins a new session and leads to no other site."""

    template_name = "signing/sign_in.html"
    form_class = AuthenticationForm
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's
        """Tell of the force's identity provider, where there is one, and whether it refused."""
        told = {"provider": settings.OIDC_CALLED, "refused": "refused" in self.request.GET}
        return super().get_context_data(**told, **more)


class _ChangePassword(PasswordChangeView):
    template_name = "signing/password.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - Django's
        """Keep the new password; it is no longer a temporary one."""
        form.user.password_is_temporary = False
        return super().form_valid(form)


sign_in = open_to(Rule.ANYONE, methods=SEND)(_SignIn.as_view())
sign_out = open_to(Rule.SIGNED_IN, methods=("POST",))(LogoutView.as_view(next_page="sign-in"))
change_password = open_to(Rule.SIGNED_IN, methods=SEND)(_ChangePassword.as_view())


@open_to(Rule.SIGNED_IN)
def home(request: Asked) -> HttpResponse:
    """Show the rooms that are open, for the district that was chosen."""
    district = district_of(request, request.user)
    own = own_districts(request.user)
    return render(
        request,
        "signing/home.html",
        {"open": open_rooms(request.user, district), "district": district, "districts": own},
    )


@open_to(Rule.ANYONE)
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the application, its database and its workspace are there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except DatabaseError:
        database = False
    workspace = force.workspace().root.is_dir()
    well = database and workspace
    told = {"well": well, "database": database, "workspace": workspace}
    return JsonResponse(told, status=200 if well else 503)
