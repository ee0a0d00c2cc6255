"""Offline evaluation and training: how far the product can be trusted, and what its heads were fitted on."""
