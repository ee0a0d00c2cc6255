"""The plan as a file: Markdown to read, JSON for machines, a calendar file for the check dates."""
