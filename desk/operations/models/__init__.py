"""What is kept about the running of the house: what was asked of other systems, backups."""
