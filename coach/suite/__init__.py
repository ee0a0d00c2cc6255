"""The suite of evals, which is no part of the product: reached as a program of its own, and only where it is."""
