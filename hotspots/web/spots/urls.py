"""The addresses of the harm spots in force, as an analyst edits them."""

from django.urls import path

from hotspots.web.spots import views

spot_patterns = [
    path("", views.spots, name="spots"),
    path("add", views.add, name="spots-add"),
    path("adopt/<str:run>", views.adopt, name="spots-adopt"),
    path("<str:spot>/<str:act>", views.edit, name="spots-edit"),
]
