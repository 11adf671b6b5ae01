"""The client's own page: urls, how one gets in, what is shown, what is returned."""
