"""`revstream smoke`: sends records through a deployed system and waits for what comes of them."""
