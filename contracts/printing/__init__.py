"""From a text of the administrator to the bytes of a PDF."""
