"""The parts of a byline: where it stands, what its words mean, how its names are written."""
