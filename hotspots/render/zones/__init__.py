"""A zone, written: the page, the paper, the workbook, its outline and the leaflet list."""
