"""Find backports, with a module for each kind of evidence."""
