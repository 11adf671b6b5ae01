"""What the administrator keeps here: by which personal codes people come in."""

from desk.login.admin import identity as identity
