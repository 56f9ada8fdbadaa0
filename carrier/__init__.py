"""One way to send an SMS and to read what comes back."""
