"""Processes that are killed while they save, and what is there afterwards."""
