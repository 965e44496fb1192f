"""New, lasting and fading: places by the months in which they were hot."""
