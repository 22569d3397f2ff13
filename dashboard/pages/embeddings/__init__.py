"""The page 「임베딩」: page.py and its parts."""
