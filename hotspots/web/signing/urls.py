"""The addresses of signing in, and of what a phone installs."""

from django.urls import path

from hotspots.web.signing import phone, provider, tokens, views

signing_patterns = [
    path("", views.home, name="home"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/provider", provider.ask_provider, name="ask-provider"),
    path("sign-in/back", provider.back_from_provider, name=provider.CALLBACK),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.change_password, name="password"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:number>/end", tokens.end, name="token-end"),
    path("health", views.health, name="health"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("service-worker.js", phone.service_worker, name="service-worker"),
    path("offline", phone.offline, name="offline"),
]
