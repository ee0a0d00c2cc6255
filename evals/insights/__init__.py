"""Can anybody be worked out of reports of groups, and how much do they still tell? On made-up organisations."""
