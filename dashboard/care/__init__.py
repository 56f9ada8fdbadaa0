"""The parts of the inbox: the list, the conversation, what can be done with it, the context."""
