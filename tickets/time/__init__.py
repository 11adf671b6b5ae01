"""How long things take, and what is most urgent."""
