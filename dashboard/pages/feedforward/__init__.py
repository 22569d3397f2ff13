"""The page 「순전파 신경망」: page.py and its parts."""
