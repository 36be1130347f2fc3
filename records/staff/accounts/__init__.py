"""Who staff are."""
