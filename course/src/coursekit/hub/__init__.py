"""The hub: accounts, configuration, proxy, pages. Effects stand in modules that say so."""
