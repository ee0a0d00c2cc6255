"""One file per change of the audit log, in order."""
