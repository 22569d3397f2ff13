"""What frames every page: navigation, head, sentence box, notices, the way on."""
