"""Where articles are found: one file a spider."""
