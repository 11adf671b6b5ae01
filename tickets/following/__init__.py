"""What JIRA says: read, understood, compared."""
