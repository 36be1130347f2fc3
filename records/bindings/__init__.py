"""Which enterprise a conversation is bound to, what its contact may see, and the trace of each look-up."""
