"""Cases: found, and where one stands."""
