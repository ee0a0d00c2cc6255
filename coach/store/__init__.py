"""What persists: private drafts, plans and Ask history, and the questions shared with the authors."""
