"""The public port's application, and the one that only takes notes."""

from flask import Flask
from jinja2 import StrictUndefined

from carrier.base import Carrier
from helpdesk import notes
from helpdesk.fallback import Fallback
from house import House
from webhook import fallback, guard, health, links, receipts, replies, site, state
from webhook.forms import LenientRequest
from webhook.state import Rim


def create_app(house: House, clock: state.Clock = state.utc_now) -> Flask:
    """An app on this house. `clock` gives the moment of each request, aware and in UTC."""
    taking = Fallback(notes.of(house.data, house.helpdesk.vault), house.settings)
    app = _new(Rim(house, house.carrier, house.settings, taking, clock))
    for room in (replies, fallback, receipts, links, health, site):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(health.alive)
    return app


def create_fallback(
    carrier: Carrier, taking: Fallback, clock: state.Clock = state.utc_now
) -> Flask:
    """An app that takes notes and no more; it needs no database, so it is there without any."""
    app = _new(Rim(None, carrier, taking.settings, taking, clock))
    app.register_blueprint(fallback.blueprint)
    app.register_blueprint(health.alive)
    return app


def _new(rim: Rim) -> Flask:
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.request_class = LenientRequest
    app.jinja_env.undefined = StrictUndefined  # what a page lacks shows in a test, not as a gap
    state.install(app, rim)
    guard.install(app)
    return app
