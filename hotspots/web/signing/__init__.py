"""Signing in and out, the password, the first page, and what a phone installs."""
