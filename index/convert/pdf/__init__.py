"""pdf, scanned ones too."""
