"""A person's own data on their way out: as JSON, as PDF, and with the files in one archive."""
