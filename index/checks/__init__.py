"""Whether what policy staff wrote can be used."""
