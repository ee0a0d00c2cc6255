"""Pictures of a report: drawn once, shown on screen and in the PDF."""
