"""What must be in a ticket before it leaves, and what must not."""
