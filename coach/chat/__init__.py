"""Question to cited Answer, or to an abstention."""
