"""What the reader looks at: the subject, the view of it, and how both stand in the address."""
