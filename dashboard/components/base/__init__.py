"""What every component is made of: payloads, registration, and the scripts that they share."""
