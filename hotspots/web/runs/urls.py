"""The addresses of uploads and runs."""

from django.urls import path

from hotspots.web.runs import views

run_patterns = [
    path("", views.runs, name="runs"),
    path("upload", views.upload, name="runs-upload"),
    path("uploads/<uuid:upload_id>/discard", views.discard, name="runs-discard"),
    path("uploads/<uuid:upload_id>/check", views.check, name="runs-check-upload"),
    path("check", views.check, name="runs-check"),
    path("start/<str:journey>", views.start, name="runs-start"),
    path("started/<uuid:run_id>", views.one, name="runs-one"),
    path("started/<uuid:run_id>/stop", views.stop, name="runs-stop"),
    path("started/<uuid:run_id>/publish", views.publish, name="runs-publish"),
    path("made/<str:run>", views.receipt, name="runs-receipt"),
]
