"""What people and machines do here: come in, go out, are given ways to come in."""
