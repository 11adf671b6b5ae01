"""The closed lists of this room."""

# Sentences of the timeline, of to-dos and notices; where a thing of this room is shown.
TIMELINE: dict[str, object] = {}
OWED: dict[str, object] = {}
PAGES: dict[str, str] = {}
