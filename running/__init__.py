"""How the house is run: one process that serves, a worker, a control socket, the example."""
