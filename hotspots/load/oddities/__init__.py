"""What is odd in offences before any analysis: how each thing is judged, and what is said of it."""
