"""How the service fares, for Prometheus: counts and times, and nothing of a person."""
