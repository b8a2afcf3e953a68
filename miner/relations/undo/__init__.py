"""Find undos, with a module for each kind of evidence."""
