"""The staff application: hotline, cases, tickets, API documentation. One process, on the intranet."""
