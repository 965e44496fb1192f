"""The addresses of a district's harm map."""

from django.urls import path

from hotspots.web.maps import views

map_patterns = [
    path("", views.the_map, name="maps"),
    path("answered", views.answered, name="maps-answered"),
    path("compared", views.compared, name="maps-compared"),
    path("compared-map", views.compared_map, name="maps-compared-map"),
    path("drawn", views.drawn, name="maps-drawn"),
    path("files/<str:run>/<str:name>", views.file, name="maps-file"),
]
force_patterns = [
    path("compared", views.force_compared, name="maps-force-compared"),
    path("compared-map", views.force_compared_map, name="maps-force-compared-map"),
]
