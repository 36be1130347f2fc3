"""Systems that stay the master of some records: how they are reached, and how often they are asked."""
