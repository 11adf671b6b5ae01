"""The life of a document: from when until when it stands, what ends it, and what ends with it."""
