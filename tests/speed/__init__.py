"""How fast the site answers, beside a bare Django page that the same run serves: `make bench`."""
