"""A report of groups as tables and as files, with the same hidden cells as on screen."""
