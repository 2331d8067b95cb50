"""Rules and formats that server and clients of the exchange share. Pure."""
