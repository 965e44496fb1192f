"""The addresses of reports and of zones."""

from django.urls import path

from hotspots.web.reports import views

report_patterns = [
    path("", views.reports, name="reports"),
    path("<str:run>", views.report, name="reports-one"),
    path("<str:run>/<str:name>", views.report_file, name="reports-file"),
]
zone_patterns = [
    path("", views.zones, name="zones"),
    path("<str:run>", views.zone, name="zones-one"),
    path("<str:run>/<str:name>", views.zone_file, name="zones-file"),
]
