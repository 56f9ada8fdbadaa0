"""The public port, in Flask: what the carrier posts, and the help site."""
