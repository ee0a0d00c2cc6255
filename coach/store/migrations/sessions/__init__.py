"""The history of the tables of `sessions.db`."""
