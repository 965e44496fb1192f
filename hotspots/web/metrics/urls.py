"""The address that Prometheus reads."""

from django.urls import path

from hotspots.web.metrics import views

metric_patterns = [path("", views.metrics, name="metrics")]
