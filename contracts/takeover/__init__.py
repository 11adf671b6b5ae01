"""What is already in force: documents that were given before this desk, taken over from people's tables."""
