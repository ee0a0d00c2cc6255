"""The history of the tables, one folder per database.

To change a table: change `coach/store/schema.py`, then add `versions/v<next number>_<what>.py` beside the last one,
with `revision` equal to the first part of its name. Migrations only go forward; a backup is the way back.
"""
