"""The door over HTTP: the API and the pages. It parses, hands over to the one road, and answers."""
