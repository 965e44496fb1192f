"""The address of a district's figures."""

from django.urls import path

from hotspots.web.figures import views

figure_patterns = [path("", views.figures, name="figures")]
