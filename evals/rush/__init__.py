"""Ten people at once, each in a browser of their own, at the app with sign-on."""
