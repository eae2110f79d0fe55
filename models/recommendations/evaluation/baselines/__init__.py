"""What recommendations have to beat: plain methods of the literature, built from sessions."""
