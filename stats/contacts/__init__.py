"""Who asks what, when, by which channel and in which language: sums of contacts drawn and put in tables."""
