"""The campaign: from the exports of seized phones to the last receipt."""
