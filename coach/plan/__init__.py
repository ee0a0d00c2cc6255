"""Assessment to plan: gaps by rule, causes before courses, at most three steps."""
