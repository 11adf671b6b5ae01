"""What people do with orders and their rows."""
