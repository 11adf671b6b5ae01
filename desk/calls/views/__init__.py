"""Pages of the room: the card of a ringing call, the call workspace, the lists."""
