"""Everything that can be read in a browser as one folder of static pages: `make site`."""
