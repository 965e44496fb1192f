"""The addresses of people."""

from django.urls import path

from hotspots.web.people import views

people_patterns = [
    path("", views.people, name="people"),
    path("new", views.new, name="people-new"),
    path("<int:number>", views.one, name="people-one"),
    path("<int:number>/password", views.password, name="people-password"),
]
