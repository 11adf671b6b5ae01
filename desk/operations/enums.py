"""The closed lists of this room."""

# Sentences of to-dos and notices; where a thing of this room is shown.
OWED: dict[str, object] = {}
PAGES: dict[str, str] = {}
