"""What people do at the counter and with the papers that come there."""
