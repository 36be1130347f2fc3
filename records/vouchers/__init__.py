"""Innovation vouchers (创新券): the ledger, the balance and what the rules say of them."""
