"""What a message wants, and what it asks of the thing shown: learned."""
