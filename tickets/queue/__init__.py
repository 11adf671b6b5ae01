"""What JIRA is asked, and whether it may be asked now."""
