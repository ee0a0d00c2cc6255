"""Scripts that make the files the embedded engine ships: the encoder and its heads."""
