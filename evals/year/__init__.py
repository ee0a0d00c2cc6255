"""A year of a generated organisation: for load tests, screenshots and reports. Nothing in it is about anybody."""
