"""Published registers and contacts."""
