"""``python -m hotspots`` is the command line."""

from hotspots.cli import main

main()
