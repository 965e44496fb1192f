"""Operations: an area drawn or named, dates and comparison; set up, evaluated, and seen."""
