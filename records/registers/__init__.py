"""What the bureau publishes: registers of organisations, district contacts, external services."""
