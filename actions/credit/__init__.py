"""The enterprise’s own credit standing (科研诚信)."""
