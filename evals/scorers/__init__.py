"""Pure functions from what was expected and what came to numbers. None reads a file, a clock or an engine."""
