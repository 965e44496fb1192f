"""The addresses of the lists of a district."""

from django.urls import path

from hotspots.web.lists import views

list_patterns = [
    path("", views.the_list, name="lists"),
    path("map", views.the_map, name="lists-map"),
    path("visits", views.visits, name="lists-visits"),
    path("files/<str:run>/aftercare", views.aftercare, name="lists-aftercare"),
    path("files/<str:run>/<str:name>", views.file, name="lists-file"),
]
