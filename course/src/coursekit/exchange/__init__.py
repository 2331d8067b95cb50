"""Labs out, submissions in, feedback back, over HTTP; the hub's token says who is asking."""
