"""One file per change of the shared database, in order."""
