"""What a document is, where and how long it holds, what it repeals."""
