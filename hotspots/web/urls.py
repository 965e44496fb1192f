"""Every address of the application; each view behind one has declared who may open it."""

from django.urls import include, path

from hotspots.web import frame
from hotspots.web.lists.urls import list_patterns
from hotspots.web.maps.urls import map_patterns
from hotspots.web.signing.urls import signing_patterns

urlpatterns = [
    path("", include(signing_patterns)),
    path("lists/<str:district>/", include(list_patterns)),
    path("maps/<str:district>/", include(map_patterns)),
]

handler403 = frame.refused
handler404 = frame.not_there
handler500 = frame.failed
