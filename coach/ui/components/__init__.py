"""The parts that pages are drawn from: each takes what it shows as an argument and decides nothing."""
