"""The browser application: each of the force's people signs in and has what they came for.

A Django application of one folder a room. It stands on the ledger's database, asks the journeys of
``study`` as the command line does, and hands out what their runs hold. Settings come from the
environment (docs/serving.md).
"""
