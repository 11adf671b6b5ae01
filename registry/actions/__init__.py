"""What people (and the worker) do with checks of representation."""

from registry.actions.asking import answered, ask, ask_again, given_up, keep
from registry.actions.lines import hurry, open_line, stop_line

__all__ = ["answered", "ask", "ask_again", "given_up", "hurry", "keep", "open_line", "stop_line"]
