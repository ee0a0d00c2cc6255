"""Frozen types that the stages exchange: no input or output, no vendor, no clock."""
