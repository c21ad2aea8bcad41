#!/usr/bin/env python3
"""Follows the trend over the JSON wire: trend_json.py [HOST:PORT [NAME [ticks=120 ...]]]
Without HOST:PORT and DUEL_ADDR it speaks on its standard input and output."""
import hashlib, json, os, secrets, socket, sys

words = sys.argv[1:] or [os.environ.get("DUEL_ADDR", "")]
name = words[1] if len(words) > 1 else os.environ.get("DUEL_NAME", "trend-json-py")
match, key = os.environ.get("DUEL_MATCH"), os.environ.get("DUEL_KEY")
hear, tell, ticks, is_lockstep, marks, held = sys.stdin, sys.stdout, 0, False, {}, {}
if words[0]:
    host, port = words[0].rsplit(":", 1)
    wire = socket.create_connection((host.strip("[]"), int(port)))
    hear, tell = wire.makefile("r", encoding="utf-8"), wire.makefile("w", encoding="utf-8")


def say(verb, **arguments):
    print(json.dumps({"verb": verb, **arguments}), file=tell, flush=True)


next(hear), say("HELLO", proto=1, name=name, format="json")  # behind INFO
wish = dict(word.split("=", 1) for word in words[2:])
say("JOIN", match=match, key=key) if match else say("QUEUE", **wish)
for push in map(json.loads, hear):
    kind = push["type"]
    if kind == "SEATED" or kind == "OK" and push["verb"] in ("QUEUE", "JOIN"):
        seat = push["seat"]
    elif kind == "COMMITMENT" and push["nonces"] == "required":  # section 5
        nonce = secrets.token_bytes(32)
        parts = [b"margin-duel/nonce/1", b"%d" % seat, nonce]
        bound = hashlib.sha256(b"".join(len(x).to_bytes(4, "big") + x for x in parts))
        say("READY", nonce=bound.hexdigest())
    elif kind == "COMMITMENT":
        say("READY")
    elif kind == "NONCE" and push["seat"] == seat and push["hash"]:
        say("OPEN", nonce=nonce.hex())
    elif kind in ("ERR", "BYE"):
        print(push, file=sys.stderr)
    elif kind == "PING":
        say("PONG")
    elif kind == "START":
        ticks, is_lockstep = push["ticks"], push["clock"].startswith("lockstep")
        marks, held = {instrument: [] for instrument in push["instruments"]}, {}
    elif kind == "TICK":
        for instrument in marks:
            marks[instrument].append(float(push[instrument][0]))
    elif kind == "FILL" or kind == "LIQUIDATION" and push["seat"] == seat:
        held[push["instrument"]] = float(push["position"])
    elif kind == "RANK" and push["tick"] + 1 < ticks:
        for instrument in marks:  # holds what the trend says
            wanted = 1 if marks[instrument][-1] > marks[instrument][-20] else -1
            if held.get(instrument, 0) * wanted < 0:
                say("CLOSE", instrument=instrument)
            if held.get(instrument, 0) * wanted <= 0:
                verb = "LONG" if wanted > 0 else "SHORT"
                say(verb, instrument=instrument, size="20%", leverage=5)
        if is_lockstep:
            say("DONE", tick=push["tick"])
    elif kind == "END":
        sys.exit(print(f"{name} seat={seat} digest={push['digest']}", file=sys.stderr))
sys.exit("the server closed the connection")
