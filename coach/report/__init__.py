"""Approved submissions to reports of groups, from which no person can be worked out."""
