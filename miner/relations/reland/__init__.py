"""Find relands: undone changes that are landed again, with a module for each kind of evidence."""
