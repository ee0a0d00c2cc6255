"""Many accounts in one file to one result each: read the list, work through it, keep every result at once."""
