"""The addresses of a district's harm map."""

from django.urls import path

from hotspots.web.maps import views

map_patterns = [
    path("", views.the_map, name="maps"),
    path("answered", views.answered, name="maps-answered"),
    path("drawn", views.drawn, name="maps-drawn"),
    path("files/<str:run>/<str:name>", views.file, name="maps-file"),
]
