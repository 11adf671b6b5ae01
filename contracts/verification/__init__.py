"""What is returned, judged: signatures, files, the right of those who signed, and the evidence of it."""
