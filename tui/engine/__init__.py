"""What works without a screen: configuration, the watchlist, polling, and the memory of both."""
