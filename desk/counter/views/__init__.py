"""Pages of the room: reception, visits, bookings, papers."""
