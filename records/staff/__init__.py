"""Staff: their accounts and what they look up."""
