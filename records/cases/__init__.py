"""Cases (办件): their history, deadlines and what may be shown of them."""
