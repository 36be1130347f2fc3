"""Records in words: what a chat bubble says of them. The same data go along as `data`."""
