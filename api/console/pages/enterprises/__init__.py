"""One enterprise: vouchers, credit, registers."""
