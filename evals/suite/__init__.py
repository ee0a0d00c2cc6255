"""Run tasks over datasets with an engine, keep the results, compare them, and hold them to a baseline."""
