"""Sphinx extensions that every course's book is built with; `theme/config.yml` names them."""
