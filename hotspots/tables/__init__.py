"""Tables as people keep them, read as text: CSVs, workbooks, their columns and their dates."""
