"""The six steps of My work, one module each."""
