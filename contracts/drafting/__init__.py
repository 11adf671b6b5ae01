"""From what is known and typed to documents that may be sent."""
