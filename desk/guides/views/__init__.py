"""Pages of guides and instructions."""
