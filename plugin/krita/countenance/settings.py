# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wished for: a dictionary with a value for every dial, kept as JSON with a layer and for the next time."""
import json

from . import abi

SCHEMA = "countenance.settings/1"
TEXTS = {"preset": "natural", "limits": "", "dials": "preset", "output": "new-layer"}


def all_dials():
    """The dial that moves all others, then these."""
    table = abi.dials()
    return table[0], table[1:]


def first():
    return with_preset(dict(TEXTS, retouch=0.0, face=0), TEXTS["preset"])


def with_preset(settings, preset):
    """A preset sets all dials; the Retouch dial stays where the preset does not name it."""
    path = next((p.get("wishes", {}) for p in abi.policies() if p["name"] == preset), {})
    leader, _ = all_dials()
    return dict(settings, **abi.policy_wishes(preset), preset=preset, dials="preset",
                **{leader.name: path.get(leader.name, settings[leader.name])})


def with_dial(settings, name, value):
    """One dial stands by itself; the one that moves the others moves them all."""
    leader, _ = all_dials()
    if name == leader.name:
        return dict(settings, **abi.wishes_of({name: value}), dials="retouch", **{name: value})
    return dict(settings, dials="own", **{name: value})


def wishes(settings):
    """The dials that act, as abi.Retouch takes them."""
    _, dials = all_dials()
    return {dial.name: settings[dial.name] for dial in dials if settings[dial.name] != 0}


def policy(settings):
    return abi.policy_name(settings["preset"], settings["limits"])


def face(settings):
    return settings["face"] - 1 if settings["face"] else None


def to_json(settings):
    return json.dumps(dict(schema=SCHEMA, **settings), ensure_ascii=False)


def of_json(text):
    """Strict: an Error says what is wrong. What is not there is as first() has it."""
    def bad(why):
        return abi.Error(2, f"kept settings cannot be read: {why}")
    try:
        read = json.loads(text)
    except ValueError as error:
        raise bad(error) from error
    if not isinstance(read, dict) or read.pop("schema", None) != SCHEMA:
        raise bad("they are of another version")
    settings = first()
    leader, dials = all_dials()
    for name, value in read.items():
        if name in ("paint", "protect") and value == "":
            continue  # of a host that has them
        if name not in settings:
            raise bad(f"{name} is none")
        if isinstance(value, bool) or not isinstance(value, (str,) if name in TEXTS else (int, float)):
            raise bad(f"{name} is of the wrong kind")
        settings[name] = value
    if not isinstance(settings["face"], int) or settings["face"] < 0:
        raise bad("face must be a number from 0")
    if settings["output"] != TEXTS["output"]:
        raise bad("output must be a new layer")
    abi.wishes_of({dial.name: settings[dial.name] for dial in (leader, *dials)})  # in their ranges
    return settings
