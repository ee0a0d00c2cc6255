"""What an employee chooses to share, and what a person at L&D decides about it."""
