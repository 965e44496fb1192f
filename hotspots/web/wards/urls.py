"""The addresses of the wards."""

from django.urls import path

from hotspots.web.wards import views

ward_patterns = [
    path("", views.wards, name="wards"),
    path("compare", views.compare, name="wards-compare"),
    path("deployments", views.deployments, name="wards-deployments"),
    path("files/<str:run>/<str:name>", views.file, name="wards-file"),
    path("packs/<str:run>/<str:ward>/<str:name>", views.pack, name="wards-pack"),
]
