"""What people fill in; checks of form only."""
