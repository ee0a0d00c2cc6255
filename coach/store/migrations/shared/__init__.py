"""The history of the tables of the shared database."""
