"""Texts on their way to JIRA and to the client."""
