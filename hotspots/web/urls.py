"""Every address of the application; each view behind one has declared who may open it."""

from django.urls import include, path

from hotspots.web import frame
from hotspots.web.api import urls as api_urls
from hotspots.web.audit.urls import audit_patterns
from hotspots.web.figures.urls import figure_patterns
from hotspots.web.lists.urls import list_patterns
from hotspots.web.maps.urls import force_patterns, map_patterns
from hotspots.web.metrics.urls import metric_patterns
from hotspots.web.operations.urls import operation_patterns
from hotspots.web.patrols.urls import patrol_patterns
from hotspots.web.people.urls import people_patterns
from hotspots.web.reports.urls import report_patterns, zone_patterns
from hotspots.web.runs.urls import run_patterns
from hotspots.web.signing.urls import signing_patterns
from hotspots.web.spots.urls import spot_patterns
from hotspots.web.wards.urls import ward_patterns
from hotspots.web.watch.urls import watch_patterns

urlpatterns = [
    path("", include(signing_patterns)),
    path("lists/<str:district>/", include(list_patterns)),
    path("maps/<str:district>/", include(map_patterns)),
    path("force/", include(force_patterns)),
    path("patrols/<str:district>/", include(patrol_patterns)),
    path("figures/<str:district>/", include(figure_patterns)),
    path("reports/<str:district>/", include(report_patterns)),
    path("zones/<str:district>/", include(zone_patterns)),
    path("operations/<str:district>/", include(operation_patterns)),
    path("wards/", include(ward_patterns)),
    path("watch/", include(watch_patterns)),
    path("runs/", include(run_patterns)),
    path("spots/", include(spot_patterns)),
    path("people/", include(people_patterns)),
    path("audit/", include(audit_patterns)),
    path("metrics", include(metric_patterns)),
    path("api/", include(api_urls.api_patterns, namespace=api_urls.api_namespace)),
]

handler400 = frame.not_understood
handler403 = frame.refused
handler404 = frame.not_there
handler500 = frame.failed
