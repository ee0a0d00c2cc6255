"""The history of the tables of the private database."""
