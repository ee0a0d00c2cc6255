"""Where personal data of customers and colleagues stand in a text."""
