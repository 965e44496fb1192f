"""The addresses of a district's patrols."""

from django.urls import path

from hotspots.web.patrols import views

patrol_patterns = [
    path("", views.patrol, name="patrols"),
    path("sent", views.sent, name="patrols-sent"),
    path("earlier", views.earlier, name="patrols-earlier"),
]
