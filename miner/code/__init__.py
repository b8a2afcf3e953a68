"""C structs and their fields over time, from the headers of each commit."""
