"""Pages of coming in: the lock, sessions, the second factor, the events of login."""
