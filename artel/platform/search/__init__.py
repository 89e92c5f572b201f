"""One box over all sections: words, phones by fragment, numbers, e-mails."""
