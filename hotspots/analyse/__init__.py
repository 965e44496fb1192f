"""Methods: tables in, tables out; one file a method. No file is opened here and no clock is read."""
