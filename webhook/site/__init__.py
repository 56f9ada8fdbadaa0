"""The help site: pages without scripts and without cookies, in eight languages."""

from webhook.site.pages import blueprint

__all__ = ["blueprint"]
