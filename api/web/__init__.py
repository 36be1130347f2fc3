"""HTTP: limits, errors, headers, streams."""
