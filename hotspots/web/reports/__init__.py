"""What an analyst's runs found, to be read and kept: problem profiles, maps of change, zones."""
