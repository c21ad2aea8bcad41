#!/usr/bin/env python3
"""Follows the trend over the text wire: trend.py [HOST:PORT [NAME [ticks=120 ...]]]
Without HOST:PORT and DUEL_ADDR it speaks on its standard input and output."""
import hashlib, os, secrets, shlex, socket, sys

words = sys.argv[1:] or [os.environ.get("DUEL_ADDR", "")]
name = words[1] if len(words) > 1 else os.environ.get("DUEL_NAME", "trend-py")
match, key = os.environ.get("DUEL_MATCH"), os.environ.get("DUEL_KEY")
hear, tell, ticks, is_lockstep, marks, held = sys.stdin, sys.stdout, 0, False, {}, {}
if words[0]:
    host, port = words[0].rsplit(":", 1)
    wire = socket.create_connection((host.strip("[]"), int(port)))
    hear, tell = wire.makefile("r", encoding="utf-8"), wire.makefile("w", encoding="utf-8")


def say(line): print(line, file=tell, flush=True)


for line in hear:
    kind, *rest = shlex.split(line)
    field = dict(word.split("=", 1) for word in rest if "=" in word)
    if kind == "INFO":
        say(f"HELLO proto=1 name={name}")
        join = f"JOIN match={match}" + (f" key={key}" if key else "")
        say(join if match else " ".join(["QUEUE"] + words[2:]))
    elif kind == "SEATED" or kind == "OK" and rest[0] in ("QUEUE", "JOIN"):
        seat = field["seat"]
    elif kind == "COMMITMENT" and field["nonces"] == "required":  # section 5
        nonce = secrets.token_bytes(32)
        parts = [b"margin-duel/nonce/1", seat.encode(), nonce]
        bound = hashlib.sha256(b"".join(len(x).to_bytes(4, "big") + x for x in parts))
        say(f"READY nonce={bound.hexdigest()}")
    elif kind == "COMMITMENT":
        say("READY")
    elif kind == "NONCE" and field["seat"] == seat and field["hash"] != "none":
        say(f"OPEN nonce={nonce.hex()}")
    elif kind in ("ERR", "BYE"):
        print(line.strip(), file=sys.stderr)
    elif kind == "PING":
        say("PONG")
    elif kind == "START":
        ticks, is_lockstep = int(field["ticks"]), field["clock"].startswith("lockstep")
        marks, held = {instrument: [] for instrument in field["instruments"].split(",")}, {}
    elif kind == "TICK":
        for instrument in marks:
            marks[instrument].append(float(field[instrument].split("/")[0]))
    elif kind == "FILL" or kind == "LIQUIDATION" and field["seat"] == seat:
        held[field["instrument"]] = float(field["position"])
    elif kind == "RANK" and int(field["tick"]) + 1 < ticks:
        for instrument in marks:  # holds what the trend says
            wanted = 1 if marks[instrument][-1] > marks[instrument][-20] else -1
            if held.get(instrument, 0) * wanted < 0:
                say(f"CLOSE {instrument}")
            if held.get(instrument, 0) * wanted <= 0:
                say(f"{'LONG' if wanted > 0 else 'SHORT'} {instrument} 20% 5x")
        if is_lockstep:
            say(f"DONE tick={field['tick']}")
    elif kind == "END":
        sys.exit(print(f"{name} seat={seat} digest={field['digest']}", file=sys.stderr))
sys.exit("the server closed the connection")
