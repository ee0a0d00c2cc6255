"""One file per change of the database of sessions, in order."""
