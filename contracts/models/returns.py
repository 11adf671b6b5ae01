"""What comes back: containers, their checks, the agency's signatures."""
