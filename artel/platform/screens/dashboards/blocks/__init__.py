"""One module for each kind of block: from its definition and the page's question to what stands in it."""
