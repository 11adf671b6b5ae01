"""The agency's document register: what is handed over to it, in which shape, and the references it gave."""
