"""What a document, a passage, an answer and a manifest are."""
