"""Account to Assessment: segment, match, ground, apply the rule, ask."""
