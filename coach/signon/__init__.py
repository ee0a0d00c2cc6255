"""Who signs on, what they may do, and for how long. It knows no browser and asks no provider for a sign-on."""
