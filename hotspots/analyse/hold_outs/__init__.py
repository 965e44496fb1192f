"""How well rankings of places foresee later months."""
