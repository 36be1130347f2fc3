"""The enterprise’s own vouchers (创新券)."""
