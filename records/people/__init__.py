"""Who acts for an enterprise, and how a conversation proves it."""
