"""Pages of the room: orders, their rows, cohorts, periods."""
