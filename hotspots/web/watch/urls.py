"""The addresses of the week's watch and of its alarms."""

from django.urls import path

from hotspots.web.watch import views

watch_patterns = [
    path("", views.watch, name="watch"),
    path("alarms/<str:alarm>/close", views.close, name="watch-close"),
    path("made/<str:run>/<str:name>", views.file, name="watch-file"),
]
