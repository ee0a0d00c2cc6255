"""One file per change of the private database, in order."""
