"""Streamlit components (version 2): pictures drawn in the browser from bytes sent once."""
