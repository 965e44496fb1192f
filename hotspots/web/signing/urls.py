"""The addresses of signing in, and of what a phone installs."""

from django.urls import path

from hotspots.web.signing import phone, tokens, views

signing_patterns = [
    path("", views.home, name="home"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.change_password, name="password"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:number>/end", tokens.end, name="token-end"),
    path("health", views.health, name="health"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("service-worker.js", phone.service_worker, name="service-worker"),
    path("offline", phone.offline, name="offline"),
]
