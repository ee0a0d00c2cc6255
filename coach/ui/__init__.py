"""The app in the browser: a page reads state, calls the coach, draws, and decides nothing."""
