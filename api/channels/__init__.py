"""The channels: how a message reaches the gateway, and how a reply reaches the user."""
