"""The clean-up of our own data: what a batch would change, whether it still may, and what stood there."""
