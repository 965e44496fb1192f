"""The addresses of a district's operations."""

from django.urls import path

from hotspots.web.operations import views

operation_patterns = [
    path("", views.operations, name="operations"),
    path("new", views.new, name="operations-new"),
    path("ground", views.ground, name="operations-ground"),
    path("<uuid:operation>", views.one, name="operations-one"),
    path("<uuid:operation>/edit", views.edit, name="operations-edit"),
    path("<uuid:operation>/evaluate", views.evaluate, name="operations-evaluate"),
    path("<uuid:operation>/remove", views.remove, name="operations-remove"),
    path("<uuid:operation>/<uuid:run_id>/stop", views.stop, name="operations-stop"),
    path("<uuid:operation>/<uuid:run_id>/publish", views.publish, name="operations-publish"),
    path("made/<str:run>", views.made, name="operations-made"),
    path("made/<str:run>/<str:name>", views.file, name="operations-file"),
]
