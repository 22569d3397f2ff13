"""The page 「위치」: page.py and its parts."""
