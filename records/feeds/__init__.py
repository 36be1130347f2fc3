"""Where records come from: files that are imported, and systems that stay their master."""
