"""Quality of the work: what is drawn for review, how reviews are scored and compared. Reads, never writes."""
