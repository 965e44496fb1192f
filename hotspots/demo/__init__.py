"""The demonstration county: invented offences, homes and outlines, and the truth behind them."""
