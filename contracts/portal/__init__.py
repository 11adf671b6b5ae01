"""The portals: what is asked of them over HTTP, and what people do there by hand."""
