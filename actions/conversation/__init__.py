"""What leads a conversation: choices, follow-ups, sessions."""
