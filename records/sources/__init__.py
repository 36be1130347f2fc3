"""Systems that stay the master of some records: what became of asking them, and of when what they gave is."""
