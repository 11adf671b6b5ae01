"""What is done about the running of the house."""
