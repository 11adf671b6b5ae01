"""Clients with documents in force whose representation is asked about at night."""
