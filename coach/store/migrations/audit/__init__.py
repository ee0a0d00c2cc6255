"""The history of the tables of `audit.db`."""
