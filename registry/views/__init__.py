"""Pages of checks of representation, and what people add to them."""
