"""Methods: tables in, tables out; one file a method. No file is opened, and no clock is read."""
