"""Research-credit standing (科研诚信): events, and what follows from them."""
