"""The way down from a figure to the rows that it counts: the same rows by the same rules, newest first."""
