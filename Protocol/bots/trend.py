#!/usr/bin/env python3
"""Follows the trend over the text wire: trend.py [HOST:PORT [NAME [ticks=120 ...]]]"""
import os
import shlex
import socket
import sys

words = sys.argv[1:]
address = words[0] if words else os.environ.get("DUEL_ADDR", "127.0.0.1:7171")
name = words[1] if len(words) > 1 else os.environ.get("DUEL_NAME", "trend-py")
host, port = address.rsplit(":", 1)
wire = socket.create_connection((host, int(port)))
ticks, is_lockstep, marks, held = 0, False, {}, {}


def say(line):
    wire.sendall(f"{line}\n".encode())


def follow(instrument):  # holds what the trend says
    wanted = 1 if marks[instrument][-1] > marks[instrument][-20] else -1
    if held.get(instrument, 0) * wanted < 0:
        say(f"CLOSE {instrument}")
    if held.get(instrument, 0) * wanted <= 0:
        say(f"{'LONG' if wanted > 0 else 'SHORT'} {instrument} 20% 5x")


for line in wire.makefile(encoding="utf-8", newline="\n"):
    kind, *rest = shlex.split(line)
    field = dict(word.split("=", 1) for word in rest if "=" in word)
    if kind == "INFO":
        say(f"HELLO proto=1 name={name}")
        say(" ".join(["QUEUE"] + words[2:]))
    elif kind == "OK" and rest[0] == "QUEUE":
        seat = field["seat"]
        say("READY")
    elif kind == "ERR":
        print(line.strip(), file=sys.stderr)
    elif kind == "PING":
        say("PONG")
    elif kind == "START":
        ticks, is_lockstep = int(field["ticks"]), field["clock"].startswith("lockstep")
        marks = {instrument: [] for instrument in field["instruments"].split(",")}
    elif kind == "TICK":
        for instrument in marks:
            marks[instrument].append(float(field[instrument].split("/")[0]))
    elif kind == "FILL":
        held[field["instrument"]] = float(field["position"])
    elif kind == "LIQUIDATION" and field["seat"] == seat:
        held[field["instrument"]] += float(field["quantity"]) * (1 if field["side"] == "buy" else -1)
    elif kind == "RANK" and int(field["tick"]) + 1 < ticks:
        for instrument in marks:
            follow(instrument)
        if is_lockstep:
            say(f"DONE tick={field['tick']}")
    elif kind == "END":
        print(f"{name} seat={seat} winner={field['winner']} digest={field['digest']}")
        sys.exit(0)
sys.exit("the server closed the connection")
