"""Knowledge base to index; question to passages, or an abstention."""
