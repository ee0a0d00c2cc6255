"""The organisation's knowledge files, read with care into a `KnowledgeBase`."""
