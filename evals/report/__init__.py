"""The page that says, to readers who know no statistics, how far the engine can be trusted."""
