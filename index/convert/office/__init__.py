"""Word and slides, old formats too."""
