"""The steps by which a question is answered, one a file; `order` puts them in theirs."""
