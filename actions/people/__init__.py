"""Who acts for an enterprise."""
