"""The public port's application."""

from flask import Flask
from jinja2 import StrictUndefined

from house import House
from webhook import guard, health, links, receipts, replies, site, state


def create_app(house: House, clock: state.Clock = state.utc_now) -> Flask:
    """An app on this house. `clock` gives the moment of each request, aware and in UTC."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.jinja_env.undefined = StrictUndefined  # what a page lacks shows in a test, not as a gap
    state.install(app, house, clock)
    guard.install(app)
    for room in (replies, receipts, links, health, site):
        app.register_blueprint(room.blueprint)
    return app
