"""The addresses of the audit log."""

from django.urls import path

from hotspots.web.audit import views

audit_patterns = [
    path("", views.audit, name="audit"),
    path("verify", views.verify, name="audit-verify"),
]
