#!/usr/bin/env python3
"""Follows the trend over the JSON wire: trend_json.py [HOST:PORT [NAME [ticks=120 ...]]]"""
import json
import os
import socket
import sys

words = sys.argv[1:]
address = words[0] if words else os.environ.get("DUEL_ADDR", "127.0.0.1:7171")
name = words[1] if len(words) > 1 else os.environ.get("DUEL_NAME", "trend-json-py")
host, port = address.rsplit(":", 1)
wire = socket.create_connection((host, int(port)))
ticks, is_lockstep, marks, held = 0, False, {}, {}


def say(verb, **arguments):
    wire.sendall((json.dumps({"verb": verb, **arguments}) + "\n").encode())


def follow(instrument):  # holds what the trend says
    wanted = 1 if marks[instrument][-1] > marks[instrument][-20] else -1
    if held.get(instrument, 0) * wanted < 0:
        say("CLOSE", instrument=instrument)
    if held.get(instrument, 0) * wanted <= 0:
        say("LONG" if wanted > 0 else "SHORT", instrument=instrument, size="20%", leverage=5)


lines = wire.makefile(encoding="utf-8", newline="\n")
next(lines)  # INFO, which is always text
say("HELLO", proto=1, name=name, format="json")
say("QUEUE", **dict(word.split("=", 1) for word in words[2:]))
for push in map(json.loads, lines):
    kind = push["type"]
    if kind == "OK" and push["verb"] == "QUEUE":
        seat = push["seat"]
        say("READY")
    elif kind == "ERR":
        print(push, file=sys.stderr)
    elif kind == "PING":
        say("PONG")
    elif kind == "START":
        ticks, is_lockstep = push["ticks"], push["clock"].startswith("lockstep")
        marks = {instrument: [] for instrument in push["instruments"]}
    elif kind == "TICK":
        for instrument in marks:
            marks[instrument].append(float(push[instrument][0]))
    elif kind == "FILL":
        held[push["instrument"]] = float(push["position"])
    elif kind == "LIQUIDATION" and push["seat"] == seat:
        held[push["instrument"]] += float(push["quantity"]) * (1 if push["side"] == "buy" else -1)
    elif kind == "RANK" and push["tick"] + 1 < ticks:
        for instrument in marks:
            follow(instrument)
        if is_lockstep:
            say("DONE", tick=push["tick"])
    elif kind == "END":
        print(f"{name} seat={seat} winner={push['winner']} digest={push['digest']}")
        sys.exit(0)
sys.exit("the server closed the connection")
