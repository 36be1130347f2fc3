"""Tables of any format."""
