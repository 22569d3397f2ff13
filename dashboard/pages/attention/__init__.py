"""The page 「어텐션」: page.py and its parts."""
