"""What staff look at; every look is an audit entry."""
