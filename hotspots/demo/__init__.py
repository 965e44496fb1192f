"""The demonstration county: invented offences, households and outlines, and the truth behind them."""
