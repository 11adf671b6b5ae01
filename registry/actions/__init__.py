"""What people (and the worker) do with checks of representation."""

from registry.actions.asking import answered, ask, ask_again, given_up, keep

__all__ = ["answered", "ask", "ask_again", "given_up", "keep"]
