#!/usr/bin/env python3
"""Verifies records of margin-duel: python3 verify.py [--expect DIGEST] FILE...

Written from the pages beside it (rules.md, tapes.md, record.md), with nothing but the standard
library. It plays the match of a record again and writes the record anew; a record is true when both
are the same, byte for byte. For each file (- is standard input) it prints one of

    FILE: verified digest=HEX
    FILE: line N differs: expected ..., found ...
    FILE: cannot be read: ...

and it ends with 0 when all are verified, 1 when one is not, 4 when one cannot be read.

All amounts are whole numbers of 10^-8 (MARGIN-1). A product of two amounts is therefore a whole
number of 10^-16, one of three of 10^-24; names that end in 16 or 24 say so. Python's integers have
no bounds, so nothing here is rounded but where a rule says "up" or "down".
"""

import hashlib
import os
import re
import sys
from math import isqrt

ONE = 10**8
BUY, SELL = 1, -1
QUANTITY_MAX = 10**10 * ONE
PRICE_MAX = 10**10 * ONE


def up(numerator, denominator):
    """The quotient, rounded toward plus infinity."""
    return -(-numerator // denominator)


def down(numerator, denominator):
    """The quotient, rounded toward minus infinity."""
    return numerator // denominator


def half_even(numerator, denominator):
    """The quotient, rounded to the nearest whole number, ties to the even one."""
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2))


def down_to(step, amount):
    return amount - amount % step


def up_to(step, amount):
    return amount + -amount % step


class Refused(Exception):
    """A command that the rules refuse, with its code (MARGIN-14); it has changed nothing."""


class Differs(Exception):
    """The first line that is not as it has to be."""

    def __init__(self, number, expected, found):
        self.number, self.expected, self.found = number, expected, found


class Unreadable(Exception):
    """A file that is no record at all."""


# ---- Texts and digests (RECORD-1, TAPE-1) ----

AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,8}))?")


def read_amount(text):
    """A decimal with at most 8 places, in units of 10^-8."""
    match = AMOUNT.fullmatch(text)
    if not match:
        raise ValueError("a number such as 0.25")
    sign, whole, places = match.groups()
    units = int(whole) * ONE + int((places or "").ljust(8, "0"))
    return -units if sign else units


def read_count(text):
    if not re.fullmatch("0|[1-9][0-9]{0,12}", text):
        raise ValueError("a whole number")
    return int(text)


def write_amount(units, places=0):
    """An amount without loss and with so many decimals at least."""
    whole, rest = divmod(abs(units), ONE)
    decimals = f"{rest:08}".rstrip("0").ljust(places, "0")
    return ("-" if units < 0 else "") + str(whole) + ("." + decimals if decimals else "")


def write_money(units):
    return write_amount(units, 2)


def sha256(data):
    return hashlib.sha256(data).digest()


def digest_of(domain, *parts):
    """D of TAPE-1: each part behind its length."""
    parts = (domain.encode(),) + parts
    return sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts))


# ---- The rules of a match (RECORD-2, and the table "Rule keys" of rules.md) ----


def count_rule(low, high):
    def read(text):
        value = read_count(text)
        if not low <= value <= high:
            raise ValueError(f"{low} to {high}")
        return value

    return read, str


def amount_rule(low, high, places=0, above=False):
    def read(text):
        value = read_amount(text)
        if not low <= value <= high or (above and value == low):
            bounds = f"{write_amount(low)} to {write_amount(high)}"
            raise ValueError(("above " if above else "") + bounds)
        return value

    return read, lambda units: write_amount(units, places)


def word_rule(*words):
    def read(text):
        if text not in words:
            raise ValueError(" or ".join(words))
        return text

    return read, str


def read_list(text, read_item):
    return [] if text == "none" else [read_item(item) for item in text.split(",")]


def write_list(items, write_item):
    return ",".join(write_item(item) for item in items) or "none"


def read_clock(text):
    kind, colon, milliseconds = text.partition(":")
    if kind not in ("lockstep", "live") or (kind == "live" and not colon):
        raise ValueError("lockstep, lockstep:MS or live:MS")
    value = read_count(milliseconds) if colon else 1000
    if not 1 <= value <= 3_600_000:
        raise ValueError("1 to 3600000 ms")
    return kind, value


def write_clock(clock):
    kind, milliseconds = clock
    return "lockstep" if clock == ("lockstep", 1000) else f"{kind}:{milliseconds}"


def read_bracket(text):
    floor, rate, leverage = text.split(":")
    return read_amount(floor), read_amount(rate), read_count(leverage)


def write_bracket(bracket):
    floor, rate, leverage = bracket
    return f"{write_money(floor)}:{write_amount(rate)}:{leverage}"


def read_holding(text):
    name, quantity = text.split(":")
    return name, read_amount(quantity)


def read_name(text):
    if not re.fullmatch("[A-Z0-9]{1,12}", text):
        raise ValueError("a name of 1 to 12 characters A-Z and 0-9")
    return text


def read_digest(text):
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("64 lower-case hexadecimal digits")
    return bytes.fromhex(text)


FEE = amount_rule(0, ONE // 20)

RULES = {
    "seats": count_rule(1, 8),
    "ticks": count_rule(1, 100_000),
    "clock": (read_clock, write_clock),
    "time-bank": count_rule(0, 3_600_000),
    "balance": amount_rule(0, 10**9 * ONE, places=2, above=True),
    "handicap": (
        lambda text: read_list(text, amount_rule(0, ONE, above=True)[0]),
        lambda factors: write_list(factors, write_amount),
    ),
    "starting-inventory": (
        lambda text: read_list(text, read_holding),
        lambda held: write_list(held, lambda item: f"{item[0]}:{write_amount(item[1])}"),
    ),
    "leverage-default": count_rule(1, 200),
    "leverage-max": count_rule(1, 200),
    "maintenance-rate": amount_rule(0, ONE - 1),
    "brackets": (
        lambda text: read_list(text, read_bracket),
        lambda brackets: write_list(brackets, write_bracket),
    ),
    "margin-mode": word_rule("isolated", "cross"),
    "taker-fee": FEE,
    "maker-fee": FEE,
    "half-spread": FEE,
    "impact": FEE,
    "funding-rate": amount_rule(-ONE // 100, ONE // 100),
    "funding-interval": count_rule(0, 100_000),
    "liquidation-fee": FEE,
    "liquidation-remainder": word_rule("returned", "forfeited"),
    "closing-fee": word_rule("on", "off"),
    "visibility": word_rule("open", "ranked", "sealed"),
    "spectator-delay": count_rule(0, 600),
    "participation": word_rule("on", "off"),
    "knockout": word_rule("ends-match", "plays-on"),
    "abandon-after": count_rule(0, 3600),
    "nonces": word_rule("optional", "required", "none"),
}

PRESETS = word_rule("classroom", "standard", "ranked", "exchange", "crypto", "forex", "stocks")
INSTRUMENTS = (lambda text: [read_name(name) for name in text.split(",")], ",".join)
DIGEST = (read_digest, bytes.hex)


def read_tape_name(text):
    if not re.fullmatch("[A-Z0-9-]{1,104}", text):
        raise ValueError("a name of 1 to 104 characters A-Z, 0-9 and -")
    return text


PRICE = amount_rule(0, PRICE_MAX, places=2, above=True)
INSTRUMENT_RULES = {
    "start-price": PRICE,
    "price-step": PRICE,
    "quantity-step": amount_rule(0, QUANTITY_MAX, above=True),
    "min-notional": amount_rule(0, 10**9 * ONE, places=2),
}
GENERATED_RULES = {
    "volatility": amount_rule(0, ONE // 4),
    "drift": amount_rule(-ONE // 100, ONE // 100),
    "loading": amount_rule(-ONE, ONE),
}
STORED_RULES = {"price-max": PRICE}


KNOWN_INSTRUMENTS = set(
    "BTC ETH SOL XRP ADA DOGE LTC LINK EURUSD GBPUSD USDJPY AUDUSD USDCHF USDCAD NZDUSD EURGBP "
    "QUARK NORDA KELPO VOLTA HELIX FJORD ORBIT INDEX".split()
)


class Rules:
    """The rules of a match, read line by line from its record."""

    def __init__(self, source):
        self.source, self.lines, self.values, self.numbers = source, [], {}, {}
        self.take("preset", PRESETS)
        self.stored = source.peek().startswith("rule tape=")
        if self.stored:
            self.take("tape", DIGEST)
            self.take("tape-name", (read_tape_name, str))
            self.take("tape-offset", count_rule(0, 1_000_000))
        self.take("instruments", INSTRUMENTS)
        for key, kind in RULES.items():
            self.take(key, kind)
        if not self.stored:
            self.take("generator", word_rule(*GENERATORS))
        for name in self["instruments"]:
            of_source = STORED_RULES if self.stored else GENERATED_RULES
            for key, kind in {**INSTRUMENT_RULES, **of_source}.items():
                self.take(f"{name}.{key}", kind)
        self.derive()
        self.check()
        self.digest = sha256("".join(line + "\n" for line in self.lines).encode())

    def __getitem__(self, key):
        return self.values[key]

    def of_instruments(self, key):
        return [self[f"{name}.{key}"] for name in self["instruments"]]

    def take(self, key, kind):
        """Reads the line of one rule, which must be written as it would be written here."""
        read, write = kind
        text = self.source.take(f"rule {key}=")
        try:
            value = read(text)
        except ValueError as problem:
            self.source.fail(f"rule {key}=({problem})")
        if write(value) != text:
            self.source.fail(f"rule {key}={write(value)}")
        self.numbers[key] = self.source.number
        self.lines.append(f"{key}={text}")
        self.values[key] = value

    def need(self, condition, key, wanted):
        if not condition:
            number = self.numbers[key]
            raise Differs(number, f"rule {key}=({wanted})", self.source.lines[number - 1])

    def derive(self):
        """What follows from the rules: brackets, bounds, what seats begin with."""
        self.price_steps = self.of_instruments("price-step")
        self.quantity_steps = self.of_instruments("quantity-step")
        if self.stored:
            self.price_maxes = self.of_instruments("price-max")
        else:
            self.price_maxes = [16 * price for price in self.of_instruments("start-price")]
        self.largest = [
            down_to(step, min(QUANTITY_MAX, down(10**9 * ONE * ONE, highest)))
            for step, highest in zip(self.quantity_steps, self.price_maxes)
        ]
        self.brackets = [Bracket(0, self["maintenance-rate"], 0, self["leverage-max"])]
        for floor, rate, leverage in self["brackets"]:
            below = self.brackets[-1]
            amount24 = below.amount24 + floor * (rate - below.rate) * ONE
            self.brackets.append(Bracket(floor, rate, amount24, leverage))
        self.starts = [self.starting_balance(seat) for seat in range(self["seats"])]

    def starting_balance(self, seat):
        """MATCH-13."""
        factors = self["handicap"]
        factor = factors[seat] if seat < len(factors) else ONE
        balance = self["balance"]
        return balance if factor == ONE else down_to(ONE // 100, down(balance * factor, ONE))

    def check(self):
        """That the rules can be played, as far as one line alone does not tell."""
        names = self["instruments"]
        self.need(len(names) <= 8, "instruments", "1 to 8 names")
        self.need(len(set(names)) == len(names), "instruments", "each name once")
        known = self.stored or set(names) <= KNOWN_INSTRUMENTS
        self.need(known, "instruments", "names of the table in rules.md")
        self.need(len(self.brackets) <= 16, "brackets", "16 brackets at most")
        for lower, upper in zip(self.brackets, self.brackets[1:]):
            self.need(lower.floor < upper.floor <= 10**9 * ONE, "brackets", "ascending floors")
            self.need(lower.rate <= upper.rate < ONE, "brackets", "ascending rates")
            self.need(1 <= upper.leverage <= lower.leverage, "brackets", "descending leverages")
            self.need(upper.amount24 % ONE**2 == 0, "brackets", "amounts of 10^-8 each")
        for bracket in self.brackets:
            key = "maintenance-rate" if bracket.floor == 0 else "brackets"
            self.need(bracket.leverage * bracket.rate < ONE, key, "leverage x rate below 1")
        within = self["leverage-default"] <= self["leverage-max"]
        self.need(within, "leverage-default", "up to leverage-max")
        self.need(len(self["handicap"]) in (0, self["seats"]), "handicap", "a factor for each seat")
        self.need(min(self.starts) > 0, "handicap", "0.01 at least for each seat")
        self.check_inventory()
        if not self.stored and self["generator"] == "stocks":
            gap = 3 * 8 * max(self.of_instruments("volatility"))
            fits = self["leverage-max"] * gap <= ONE
            self.need(fits, "leverage-max", "up to 1 / (3 x 8 x volatility)")
        for place, name in enumerate(names):
            self.check_instrument(place, name)

    def check_inventory(self):
        held = [name for name, _ in self["starting-inventory"]]
        self.need(len(set(held)) == len(held), "starting-inventory", "each instrument once")
        for name, quantity in self["starting-inventory"]:
            known = name in self["instruments"]
            self.need(known, "starting-inventory", "instruments of the match")
            step = self[f"{name}.quantity-step"]
            self.need(abs(quantity) >= step, "starting-inventory", "one quantity step at least")

    def check_instrument(self, place, name):
        start, step = self[f"{name}.start-price"], self.price_steps[place]
        self.need(start % step == 0, f"{name}.start-price", "on the price step")
        fits = self.price_maxes[place] <= PRICE_MAX
        self.need(fits, f"{name}.start-price", "up to 625000000")
        self.need(self.largest[place] > 0, f"{name}.quantity-step", "up to the largest position")


class Bracket:
    """One bracket of MARGIN-15; the amount that is taken off stands at 10^-24."""

    def __init__(self, floor, rate, amount24, leverage):
        self.floor, self.rate, self.amount24, self.leverage = floor, rate, amount24, leverage


# ---- Where the prices come from (tapes.md) ----

PREROLL = 60
COMMANDS_MAX = 20_000


class Words:
    """The keyed stream of TAPE-2: an endless row of 32-bit words."""

    def __init__(self, key):
        self.key, self.block, self.words = key, 0, []

    def next(self):
        if not self.words:
            data = sha256(self.key + self.block.to_bytes(8, "big"))
            self.block += 1
            self.words = [int.from_bytes(data[at : at + 4], "big") for at in range(28, -1, -4)]
        return self.words.pop()


def read_normal_table():
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, "normal.txt"), encoding="ascii") as file:
        return [int(line) for line in file]


NORMAL = read_normal_table()


def deviate(word):
    """TAPE-3: a normal deviate times 2^28."""
    tail = word & 0x7FFFFFFF
    if tail == 0:
        magnitude = NORMAL[0]
    else:
        zeros = 32 - tail.bit_length()
        fraction = (tail << zeros) & 0x7FFFFFFF
        index = 16 * (31 - zeros) + (fraction >> 27)
        within = fraction & 0x7FFFFFF
        magnitude = NORMAL[index] - (((NORMAL[index] - NORMAL[index + 1]) * within) >> 27)
    return magnitude if word < 2**31 else -magnitude


class Generator:
    """The numbers of a generator (TAPE-14), and which of the terms beside them it has."""

    def __init__(self, a=0, b=0, jumps=(0, 0), events=(0, 0), push=(), special=None):
        self.calm, self.stir = a, b
        self.jump_every, self.jump_size = jumps
        self.event_every, self.event_size = events
        self.push, self.special = push, special

    def push_at(self, tick):
        """TAPE-16."""
        within = tick % 240
        return sum(push for first, last, push in self.push if first <= within <= last)


CASCADE = tuple((tick, tick, -524288) for tick in range(80, 161, 20))
GENERATORS = {
    "brownian": None,
    "jumps": Generator(jumps=(100, 5)),
    "clusters": Generator(3277, 6554),
    "regimes": Generator(3277, 6554, special="regimes"),
    "crypto": Generator(1311, 14000, jumps=(200, 4)),
    "forex": Generator(6554, 16000, events=(120, 7)),
    "stocks": Generator(3277, 6554, events=(60, 8)),
    "gap-open": Generator(events=(60, 20)),
    "flash-crash": Generator(push=((120, 122, -786432), (123, 162, 52429))),
    "short-squeeze": Generator(push=((60, 119, -26214), (120, 139, 131072), (140, 179, -19661))),
    "chop": Generator(special="chop"),
    "trend": Generator(push=((0, 239, 16384),)),
    "cascade": Generator(push=CASCADE),
}


class Walk:
    """The price of one instrument on its way (TAPE-4, TAPE-14 to TAPE-16)."""

    def __init__(self, rules, place):
        def number(key):
            return rules.of_instruments(key)[place]

        self.step = rules.price_steps[place]
        self.start = number("start-price") // self.step
        self.volatility = (number("volatility") << 32) // ONE
        self.drift = (number("drift") << 32) // ONE
        self.loading = (number("loading") << 30) // ONE
        self.own = isqrt(2**60 - self.loading**2)
        self.level = 2**44
        self.storm = 2**16
        self.phase = self.anchor = None

    def move(self, generator, common, words, tick):
        """Goes on by one tick and returns the mark."""
        z = (self.loading * common + self.own * deviate(words.next())) >> 30
        width, extra = self.volatility, 0
        if generator:
            event, size = words.next(), words.next()
            extra = self.extra(generator, event, size, tick)
            if generator.stir:
                width = min((self.volatility * self.storm) >> 16, 2**30)
        change = max(-(2**31), min(2**31, self.drift + ((width * z) >> 28) + extra))
        self.level = max(2**40, min(2**48, self.level + ((self.level * change) >> 32)))
        if generator and generator.stir:
            back = (generator.calm * (2**16 - self.storm)) >> 16
            on = (((generator.stir * self.storm) >> 16) * ((abs(z) >> 12) - 52289)) >> 16
            self.storm = max(2**14, min(2**18, self.storm + back + on))
        return self.step * max(1, half_even(self.start * self.level, 2**44))

    def extra(self, generator, event, size, tick):
        """What a generator adds to the return of a tick, with its event word and its size word."""
        extra = (self.volatility * generator.push_at(tick)) >> 16
        if generator.special == "regimes":
            extra += self.drift_of_phase(event, size)
        if generator.special == "chop":
            extra -= (self.level - 2**44) >> 15
        deviations = 0
        if generator.event_every and (tick + PREROLL + 1) % generator.event_every == 0:
            deviations = generator.event_size
        elif generator.jump_every and event >= 2**32 - (2**32 - 1) // generator.jump_every:
            deviations = generator.jump_size
        return extra + deviations * ((self.volatility * deviate(size)) >> 28)

    def drift_of_phase(self, event, size):
        """TAPE-15."""
        if self.phase is None or event < 71582788:
            self.phase, self.anchor = size >> 28, self.level
        if self.phase <= 9:
            push = (self.volatility * 11141) >> 16
            return push if self.phase <= 4 else -push
        return -((self.level - self.anchor) >> 17) if self.phase <= 12 else 0


def generated_tape(rules, match_seed):
    """The marks from tick -60 on (TAPE-8)."""
    words = Words(digest_of("margin-duel/tape/1", match_seed))
    generator = GENERATORS[rules["generator"]]
    walks = [Walk(rules, place) for place in range(len(rules["instruments"]))]
    tape = []
    for tick in range(-PREROLL, rules["ticks"]):
        common = deviate(words.next())
        tape.append([walk.move(generator, common, words, tick) for walk in walks])
    return tape


def stored_tape(rules, source):
    """The marks that stand in the record (RECORD-7), when they are those that the rules name."""
    tape, lines = [], []
    for tick in range(-PREROLL, rules["ticks"]):
        words = source.take(f"tape {tick} ").split(" ")
        try:
            marks = [read_amount(word) for word in words[:-1]]
        except ValueError as problem:
            source.fail(f"tape {tick} ({problem})")
        text = " ".join(write_money(mark) for mark in marks)
        check = sha256(f"tape {tick} {text}".encode()).hex()[:8]
        if len(marks) != len(rules["instruments"]) or words != text.split(" ") + ["check=" + check]:
            source.fail(f"tape {tick} {text} check={check}")
        for mark, step in zip(marks, rules.price_steps):
            if not 0 < mark <= 625_000_000 * ONE or mark % step:
                source.fail(f"tape {tick} (marks on the price step, above 0 to 625000000)")
        tape.append(marks)
        lines.append(text)
    check_stored_tape(rules, tape, lines)
    return tape


def check_stored_tape(rules, tape, lines):
    """TAPE-10, TAPE-12 and TAPE-13."""
    head = ["margin-duel-tape 1", "name " + rules["tape-name"]]
    for place, name in enumerate(rules["instruments"]):
        column = [marks[place] for marks in tape]
        head.append(f"instrument {name} price-step={write_money(rules.price_steps[place])}")
        first, highest = column[0], max(16 * column[0], 2 * max(column))
        rules.need(rules[f"{name}.start-price"] == first, f"{name}.start-price", write_money(first))
        rules.need(rules.price_maxes[place] == highest, f"{name}.price-max", write_money(highest))
    digest = sha256("".join(line + "\n" for line in head + lines).encode())
    rules.need(rules["tape"] == digest, "tape", digest.hex())


# ---- What is held and what waits ----


class Position:
    """What a seat holds of one instrument, and how it trades it."""

    def __init__(self, leverage, cross):
        self.quantity = 0  # below zero for a short
        self.cost = 0
        self.margin = 0
        self.leverage = leverage
        self.cross = cross
        self.call_level = 0
        self.traded = 0  # x of MARGIN-20: what the seat has filled in this tick

    def copy(self):
        other = Position.__new__(Position)
        other.__dict__.update(self.__dict__)
        return other

    @property
    def size(self):
        return abs(self.quantity)

    @property
    def side(self):
        return BUY if self.quantity > 0 else SELL

    def profit(self, mark):
        """MARGIN-5: unrealised, rounded against the trader."""
        if self.quantity >= 0:
            return down(self.quantity * mark, ONE) - self.cost
        return self.cost - up(-self.quantity * mark, ONE)

    def profit16(self, mark):
        """The same without rounding."""
        return self.quantity * mark - self.side * self.cost * ONE

    def initial_margin(self, mark):
        return up(up(self.size * mark, ONE), self.leverage)


LIMIT, STOP, TAKE, TRAIL, TRAIL_SHARE = range(5)


class Order:
    """An order that waits."""

    def __init__(self, place, side, kind, price, quantity):
        self.number = 0
        self.place, self.side, self.kind = place, side, kind
        self.price, self.quantity = price, quantity  # quantity 0: all of the position
        self.trail = 0
        self.reference = 0
        self.reduces = False
        self.worst = self.stop = self.take = self.pair = 0

    def copy(self):
        other = Order.__new__(Order)
        other.__dict__.update(self.__dict__)
        return other

    def is_reached(self, market):
        """ORDER-1 to ORDER-3."""
        if self.kind == LIMIT:
            quote = market.quote(self.place, self.side)
            return quote <= self.price if self.side == BUY else quote >= self.price
        mark = market.marks[self.place]
        above = (self.side == BUY) != (self.kind == TAKE)
        return mark >= self.price if above else mark <= self.price

    def follow(self, mark, step):
        """Brings a trailing stop up to date with the mark (ORDER-3)."""
        best = max if self.side == SELL else min
        self.reference = best(self.reference, mark) if self.reference else mark
        if self.kind == TRAIL:
            self.price = self.reference + self.side * self.trail
        elif self.side == SELL:
            self.price = down_to(step, down(self.reference * (ONE - self.trail), ONE))
        else:
            self.price = up_to(step, up(self.reference * (ONE + self.trail), ONE))

    def numbers(self):
        """As it stands in the state (RECORD-4)."""
        side, reduces = int(self.side == SELL), int(self.reduces)
        numbers = [self.number, self.place, side, self.kind, self.trail, self.price, self.quantity]
        return numbers + [reduces, self.worst, self.stop, self.take, self.pair]


class Market:
    """What is the same for every seat: rules, marks, quotes and the two ledgers."""

    def __init__(self, rules):
        self.rules = rules
        self.house = self.insurance = 0
        self.marks = self.bids = self.asks = []

    def show(self, marks):
        self.marks = marks
        quotes = [self.quotes_at(place, mark) for place, mark in enumerate(marks)]
        self.bids = [bid for bid, _ in quotes]
        self.asks = [ask for _, ask in quotes]

    def quotes_at(self, place, mark):
        """MARGIN-4."""
        step = self.rules.price_steps[place]
        offset = up_to(step, up(mark * self.rules["half-spread"], ONE))
        return max(step, mark - offset), mark + offset

    def quote(self, place, side):
        return self.asks[place] if side == BUY else self.bids[place]

    def fill_price(self, place, side, quantity, traded):
        """MARGIN-20: the quote, moved by the order itself."""
        quote, impact = self.quote(place, side), self.rules["impact"]
        if impact == 0:
            return quote
        step = self.rules.price_steps[place]
        notional = up(quantity * self.marks[place], ONE)
        rate = min(ONE // 10, up(impact * (2 * traded + notional), 2_000_000 * ONE))
        offset = up_to(step, up(quote * rate, ONE))
        return max(step, quote + side * offset)

    def bracket(self, notional16):
        """MARGIN-15: a floor belongs to the upper bracket."""
        found = self.rules.brackets[0]
        for bracket in self.rules.brackets[1:]:
            if notional16 < bracket.floor * ONE:
                break
            found = bracket
        return found

    def maintenance24(self, size, mark):
        notional16 = size * mark
        bracket = self.bracket(notional16)
        return notional16 * bracket.rate - bracket.amount24


# ---- The account of a seat: the margin engine ----

WALLET_MAX = 10**10 * ONE
MARGIN_MAX = 5 * 10**9 * ONE
TOTAL_MAX = 5 * 10**10 * ONE
TRADED_MAX = 10**10 * ONE
ORDERS_MAX = 40


def bounded(total):
    return max(-TOTAL_MAX, min(TOTAL_MAX, total))


class Account:
    """A seat: its wallet, positions and open orders, and all that happens to them."""

    FIELDS = "wallet draws fees realised funding liquidations orders_given call_level".split()

    def __init__(self, market, start):
        rules = market.rules
        self.market, self.start = market, start
        self.wallet = start
        self.draws = self.fees = self.realised = self.funding = 0
        self.liquidations = self.orders_given = self.call_level = 0
        cross = rules["margin-mode"] == "cross"
        self.positions = [Position(rules["leverage-default"], cross) for _ in rules["instruments"]]
        self.orders = []

    def save(self):
        fields = [getattr(self, name) for name in self.FIELDS]
        positions = [position.copy() for position in self.positions]
        orders = [order.copy() for order in self.orders]
        return fields, positions, orders, self.market.house, self.market.insurance

    def restore(self, saved):
        fields, self.positions, self.orders, self.market.house, self.market.insurance = saved
        for name, value in zip(self.FIELDS, fields):
            setattr(self, name, value)

    # -- Money

    def pay(self, amount):
        """Into the wallet, or out of it; what it cannot hold goes to the house (MARGIN-2)."""
        self.wallet += amount
        if self.wallet > WALLET_MAX:
            self.market.house += self.wallet - WALLET_MAX
            self.wallet = WALLET_MAX

    def draw(self, amount):
        """From the insurance ledger, in the seat's name."""
        self.market.insurance -= amount
        self.draws = bounded(self.draws + amount)

    def cover_wallet(self):
        if self.wallet < 0:
            self.draw(-self.wallet)
            self.wallet = 0

    def cross_places(self):
        return [i for i, held in enumerate(self.positions) if held.cross and held.quantity]

    def free(self):
        """What is available, before it is cut at zero (MARGIN-7)."""
        total = self.wallet
        for i in self.cross_places():
            held, mark = self.positions[i], self.market.marks[i]
            total += held.profit(mark) - held.initial_margin(mark)
        return total - sum(self.reserve(order) for order in self.orders)

    def available(self):
        return max(0, self.free())

    def for_margin(self):
        """What may go into isolated margin."""
        return min(self.available(), self.wallet)

    def reserved(self, place):
        return sum(self.reserve(order) for order in self.orders if order.place == place)

    def reserve(self, order):
        """ORDER-6."""
        if order.reduces:
            return 0
        rules, mark = self.market.rules, self.market.marks[order.place]
        notional = up(order.quantity * order.price, ONE)
        fee = rules["maker-fee"] if order.kind == LIMIT else rules["taker-fee"]
        reserved = up(notional, self.positions[order.place].leverage) + up(notional * fee, ONE)
        if order.kind == LIMIT:
            loss16 = order.quantity * (order.price - mark) * order.side
            reserved += max(0, up(loss16, ONE))
        return reserved

    def equity24(self):
        """SCORE-1, exact."""
        rules, total = self.market.rules, (self.wallet - self.draws) * ONE**2
        fee = rules["taker-fee"] if rules["closing-fee"] == "on" else 0
        for i, held in enumerate(self.positions):
            if held.quantity:
                quote = self.market.quote(i, -held.side)
                total += held.margin * ONE**2 + held.profit16(quote) * ONE
                total -= held.size * quote * fee
        return total

    # -- Health (LIQ-1, LIQ-6)

    def balance_and_maintenance24(self, place, at=None):
        """Of an isolated position, or of the whole cross account; `at` is another mark."""
        marks, held = self.market.marks, self.positions[place]
        mark = marks[place] if at is None else at
        if not held.cross:
            balance16 = held.margin * ONE + held.profit16(mark)
            return balance16 * ONE, self.market.maintenance24(held.size, mark)
        balance16, maintenance24 = self.wallet * ONE, 0
        for i in self.cross_places():
            other = self.positions[i]
            price = mark if i == place else marks[i]
            balance16 += other.profit16(price)
            maintenance24 += self.market.maintenance24(other.size, price)
        return balance16 * ONE, maintenance24

    def is_liquidated(self, place, at=None):
        if self.positions[place].quantity == 0:
            return False
        balance24, maintenance24 = self.balance_and_maintenance24(place, at)
        return balance24 <= maintenance24

    # -- Trades (MARGIN-9 to MARGIN-12)

    def trade(self, place, side, quantity, price, fee_rate, leverage=None):
        """Closes what is held against it, then sets the leverage, then opens the rest."""
        held = self.positions[place]
        closing = min(quantity, held.size) if held.quantity * side < 0 else 0
        if closing:
            self.close(place, closing, price, fee_rate)
        self.change_leverage(place, leverage)
        if quantity > closing:
            self.open(place, side, quantity - closing, price, fee_rate)
        self.count_traded(place, quantity)
        self.drop_orphans(place)
        return quantity - closing

    def count_traded(self, place, quantity):
        if self.market.rules["impact"]:
            held = self.positions[place]
            notional = up(quantity * self.market.marks[place], ONE)
            held.traded = min(TRADED_MAX, held.traded + notional)

    def take_off(self, place, quantity, price):
        """Takes a part off a position: its profit, and the margin that it releases."""
        held = self.positions[place]
        size, is_long = held.size, held.quantity > 0
        if quantity == size:
            cost, released = held.cost, held.margin
        else:
            cost = (up if is_long else down)(held.cost * quantity, size)
            released = down(held.margin * quantity, size)
        value = (down if is_long else up)(quantity * price, ONE)
        profit = value - cost if is_long else cost - value
        held.quantity -= held.side * quantity
        held.cost -= cost
        if held.quantity == 0:
            held.call_level = 0
        self.realised = bounded(self.realised + profit)
        self.market.house -= profit
        return profit, released

    def close(self, place, quantity, price, fee_rate):
        """MARGIN-12."""
        held = self.positions[place]
        profit, released = self.take_off(place, quantity, price)
        fee = up(up(quantity * price, ONE) * fee_rate, ONE)
        self.fees = bounded(self.fees + fee)
        self.market.house += fee
        if held.cross:
            self.pay(profit - fee)
            self.cover_wallet()
            return
        held.margin -= released
        rest = released + profit - fee
        if rest >= 0:
            self.pay(rest)
            return
        held.margin += rest
        if held.margin < 0:
            self.draw(-held.margin)
            held.margin = 0

    def open(self, place, side, quantity, price, fee_rate):
        """MARGIN-10 and MARGIN-11."""
        held, mark = self.positions[place], self.market.marks[place]
        self.check_size(place, held.size + quantity, mark)
        notional = up(quantity * price, ONE)
        fee = up(notional * fee_rate, ONE)
        worse = max(mark, price)
        if not held.cross:
            lacking = max(0, held.initial_margin(mark) - held.margin - held.profit(mark))
            moved = lacking + up(up(quantity * worse, ONE), held.leverage)
            if moved + fee > self.for_margin():
                raise Refused("insufficient-margin")
            held.margin += moved
            if held.margin > MARGIN_MAX:
                raise Refused("margin-limit")
            self.wallet -= moved
        elif fee > self.wallet:
            raise Refused("insufficient-margin")
        self.wallet -= fee
        self.fees = bounded(self.fees + fee)
        self.market.house += fee
        held.quantity += side * quantity
        held.cost += (up if side == BUY else down)(quantity * price, ONE)
        if held.cross:
            extra = held.initial_margin(worse) - held.initial_margin(mark)
            if self.free() - extra < 0:
                raise Refused("insufficient-margin")
        if self.is_liquidated(place):
            raise Refused("would-liquidate")

    def begin_with(self, place, side, quantity):
        """A position that was not chosen, at the mark (MATCH-14)."""
        held, mark = self.positions[place], self.market.marks[place]
        held.quantity = side * quantity
        held.cost = (up if side == BUY else down)(quantity * mark, ONE)
        if not held.cross:
            held.margin = held.initial_margin(mark)
            self.wallet -= held.margin

    def check_size(self, place, size, price):
        """MARGIN-3 and MARGIN-15, with the notional at this price."""
        if size > self.market.rules.largest[place]:
            raise Refused("position-limit")
        if self.positions[place].leverage > self.market.bracket(size * price).leverage:
            raise Refused("leverage-cap")

    # -- Leverage, mode and margin (MARGIN-13, MARGIN-17, MARGIN-18)

    def needed_margin(self, place):
        held, mark = self.positions[place], self.market.marks[place]
        return held.initial_margin(mark) - min(0, held.profit(mark))

    def set_leverage(self, place, leverage):
        held, mark = self.positions[place], self.market.marks[place]
        if leverage > self.market.rules["leverage-max"]:
            raise Refused("leverage-cap")
        available, reserved_before = self.available(), self.reserved(place)
        initial_before = held.initial_margin(mark)
        held.leverage = leverage
        if held.quantity and leverage > self.market.bracket(held.size * mark).leverage:
            raise Refused("leverage-cap")
        reserved = self.reserved(place) - reserved_before
        if held.cross:
            moved, more, bound = 0, held.initial_margin(mark) - initial_before, available
        else:
            moved = more = self.needed_margin(place) - held.margin if held.quantity else 0
            bound = min(available, self.wallet)
        if more + reserved > bound or moved > self.wallet:
            raise Refused("insufficient-margin")
        self.pay(-moved)
        held.margin += moved

    def change_leverage(self, place, leverage):
        """With an order: one that is set already leaves the margin as it is."""
        if leverage is not None and leverage != self.positions[place].leverage:
            self.set_leverage(place, leverage)

    def set_mode(self, place, cross):
        held = self.positions[place]
        if cross == held.cross:
            return
        if held.quantity or any(o.place == place and not o.reduces for o in self.orders):
            raise Refused("mode-locked")
        held.cross = cross

    def move_margin(self, place, amount):
        held = self.positions[place]
        if held.quantity == 0:
            raise Refused("no-position")
        if held.cross:
            raise Refused("not-isolated")
        if amount > 0 and amount > self.for_margin():
            raise Refused("insufficient-margin")
        if amount > 0 and held.margin + amount > MARGIN_MAX:
            raise Refused("margin-limit")
        if amount < 0 and -amount > held.margin - self.needed_margin(place):
            raise Refused("margin-needed")
        held.margin += amount
        self.pay(-amount)

    # -- Orders that wait (ORDER-1 to ORDER-7)

    def next_number(self):
        self.orders_given += 1
        return self.orders_given

    def add_order(self, order):
        order.number = self.next_number()
        self.orders.append(order)
        if len(self.orders) > ORDERS_MAX:
            raise Refused("order-limit")
        return order

    def remove_order(self, order):
        """Takes it out, and the other of its pair with it (ORDER-4)."""
        gone = (order.number, order.pair)
        self.orders = [other for other in self.orders if other.number not in gone]

    def drop_orphans(self, place):
        """Reduce-only orders whose position is gone or has turned (ORDER-7)."""
        held = self.positions[place].quantity
        for order in list(self.orders):
            if order.place == place and order.reduces and held * order.side >= 0:
                self.remove_order(order)

    def drop_entries(self, places):
        gone = [o for o in self.orders if o.place in places and not o.reduces]
        for order in gone:
            self.remove_order(order)

    def protect(self, place, side, quantity, stop=0, take=0):
        """Gives a position of this side a stop, a take-profit, or both as a pair (ORDER-4)."""
        held = self.positions[place]
        if held.quantity * side <= 0:
            raise Refused("no-position")
        orders = []
        for kind, price in ((STOP, stop), (TAKE, take)):
            if price:
                order = Order(place, -side, kind, price, quantity)
                order.reduces = True
                self.check_protection(order)
                orders.append(self.add_order(order))
        if len(orders) == 2:
            orders[0].pair, orders[1].pair = orders[1].number, orders[0].number
        return orders

    def check_protection(self, order):
        if order.kind < TRAIL:
            self.check_price(order.place, order.price)
        if order.is_reached(self.market):
            raise Refused("would-trigger")
        at = min(order.price, down_to(self.market.rules.price_steps[order.place], PRICE_MAX))
        if order.kind != TAKE and self.is_liquidated(order.place, at):
            raise Refused("beyond-liquidation")

    def check_price(self, place, price):
        if price % self.market.rules.price_steps[place]:
            raise Refused("off-step")
        if not 0 < price <= self.market.rules.price_maxes[place]:
            raise Refused("price-limit")

    # -- The steps of a tick (MATCH-4)

    def fund(self):
        """(b) MARGIN-22."""
        rate = self.market.rules["funding-rate"]
        for place, held in enumerate(self.positions):
            if held.quantity == 0 or rate == 0:
                continue
            value16 = held.size * self.market.marks[place]
            if held.side * rate > 0:
                amount = -up(up(value16, ONE) * abs(rate), ONE)
            else:
                amount = down(down(value16, ONE) * abs(rate), ONE)
            self.funding = bounded(self.funding + amount)
            self.market.house -= amount
            if held.cross:
                self.pay(amount)
                self.cover_wallet()
                continue
            held.margin += amount
            if held.margin > MARGIN_MAX:
                self.pay(held.margin - MARGIN_MAX)
                held.margin = MARGIN_MAX
            elif held.margin < 0:
                self.draw(-held.margin)
                held.margin = 0

    def fill_reducing_orders(self):
        """(c) ORDER-3."""
        for order in self.in_turn(reduces=True):
            if order.kind >= TRAIL:
                step = self.market.rules.price_steps[order.place]
                order.follow(self.market.marks[order.place], step)
            if order.is_reached(self.market):
                self.fill_reducing(order)

    def in_turn(self, reduces):
        """Open orders by instrument and number; those that go on the way are passed over."""
        orders = [order for order in self.orders if order.reduces == reduces]
        for number in [o.number for o in sorted(orders, key=lambda o: (o.place, o.number))]:
            for order in self.orders:
                if order.number == number:
                    yield order
                    break

    def fill_reducing(self, order):
        held, market = self.positions[order.place], self.market
        quantity = min(order.quantity or held.size, held.size)
        self.remove_order(order)
        if order.kind == LIMIT:
            price, fee_rate = order.price, market.rules["maker-fee"]
        else:
            price = market.fill_price(order.place, order.side, quantity, held.traded)
            fee_rate = market.rules["taker-fee"]
        if not is_beyond(price, order.worst, order.side):
            self.trade(order.place, order.side, quantity, price, fee_rate)

    def liquidate_isolated(self):
        """(d) LIQ-4, LIQ-5 and LIQ-7."""
        for place, held in enumerate(self.positions):
            if held.cross or not self.is_liquidated(place):
                continue
            self.drop_entries([place])
            while self.is_liquidated(place):
                self.liquidation_step(place)
            self.drop_orphans(place)

    def liquidation_step(self, place):
        held, mark = self.positions[place], self.market.marks[place]
        quantity = held.size - self.size_below_bracket(place)
        profit, _ = self.take_off(place, quantity, mark)
        self.liquidations += 1
        held.margin += profit
        if held.margin < 0:
            self.draw(-held.margin)
            held.margin = 0
        left = max(0, held.margin + min(0, held.profit(mark)))
        fee = min(left, self.liquidation_fee(quantity, mark))
        held.margin -= fee
        self.fees = bounded(self.fees + fee)
        self.market.insurance += fee
        if held.quantity == 0:
            if self.market.rules["liquidation-remainder"] == "returned":
                self.pay(held.margin)
            else:
                self.market.insurance += held.margin
            held.margin = 0

    def liquidation_fee(self, quantity, mark):
        return up(up(quantity * mark, ONE) * self.market.rules["liquidation-fee"], ONE)

    def size_below_bracket(self, place):
        """The largest size whose notional is below the floor of the position's bracket (LIQ-7)."""
        held, mark = self.positions[place], self.market.marks[place]
        floor = self.market.bracket(held.size * mark).floor
        if floor == 0:
            return 0
        return down_to(self.market.rules.quantity_steps[place], down(floor * ONE - 1, mark))

    def liquidate_cross(self):
        """(d) LIQ-8."""
        places = self.cross_places()
        if not places or not self.is_liquidated(places[0]):
            return
        self.drop_entries([i for i, held in enumerate(self.positions) if held.cross])
        while places and self.is_liquidated(places[0]):
            place = max(places, key=lambda i: (self.maintenance24(i), -i))
            held, mark = self.positions[place], self.market.marks[place]
            quantity = held.size - self.size_below_bracket(place)
            profit, _ = self.take_off(place, quantity, mark)
            self.liquidations += 1
            self.pay(profit)
            places = self.cross_places()
            others = sum(self.positions[i].profit(self.market.marks[i]) for i in places)
            fee = min(max(0, self.wallet + others), self.liquidation_fee(quantity, mark))
            self.wallet -= fee
            self.fees = bounded(self.fees + fee)
            self.market.insurance += fee
            self.drop_orphans(place)
        self.cover_wallet()

    def maintenance24(self, place):
        return self.market.maintenance24(self.positions[place].size, self.market.marks[place])

    def fill_entries(self):
        """(e) ORDER-1 and ORDER-2."""
        for order in self.in_turn(reduces=False):
            if order.is_reached(self.market):
                self.remove_order(order)
                saved = self.save()
                try:
                    self.fill_entry(order)
                except Refused:
                    self.restore(saved)

    def fill_entry(self, order):
        market, held = self.market, self.positions[order.place]
        if order.kind == LIMIT:
            price, fee_rate = order.price, market.rules["maker-fee"]
        else:
            price = market.fill_price(order.place, order.side, order.quantity, held.traded)
            fee_rate = market.rules["taker-fee"]
        if is_beyond(price, order.worst, order.side):
            raise Refused("worst-price")
        self.trade(order.place, order.side, order.quantity, price, fee_rate)
        if order.stop or order.take:
            self.protect(order.place, order.side, 0, order.stop, order.take)

    def call_margin(self):
        """(f) LIQ-6."""
        for place, held in enumerate(self.positions):
            if held.quantity and not held.cross:
                balance24, maintenance24 = self.balance_and_maintenance24(place)
                assigned24 = held.margin * ONE**2
                level = held.call_level
                held.call_level = called(level, balance24, maintenance24, assigned24)
        places = self.cross_places()
        if not places:
            self.call_level = 0
            return
        balance24, maintenance24 = self.balance_and_maintenance24(places[0])
        marks = self.market.marks
        assigned = sum(self.positions[i].initial_margin(marks[i]) for i in places)
        self.call_level = called(self.call_level, balance24, maintenance24, assigned * ONE**2)


def is_beyond(price, worst, side):
    return worst != 0 and (price > worst if side == BUY else price < worst)


def called(level, balance24, maintenance24, assigned24):
    """The margin call level behind a tick: 0, 1 for 20 %, 2 for 10 %."""
    left, whole = 100 * (balance24 - maintenance24), assigned24 - maintenance24
    if left <= 10 * whole:
        return 2
    if left >= 25 * whole:
        return 0
    if level == 2:
        return 1 if left >= 15 * whole else 2
    return 1 if left <= 20 * whole else level


# ---- Commands (RECORD-3) ----

SIDES = {"LONG": BUY, "SHORT": SELL}
SIZES = {
    "margin": 10**9 * ONE,
    "notional": 10**9 * ONE,
    "quantity": QUANTITY_MAX,
    "share": ONE,
    "risk": ONE,
}
PARTS = {"share": ONE, "quantity": QUANTITY_MAX}
MODES = {"isolated": False, "cross": True}


class CommandWords:
    """The words of a command, taken one after the other."""

    def __init__(self, text, instruments):
        self.words, self.instruments = text.split(" "), instruments

    def take(self):
        if not self.words:
            raise ValueError("more words")
        return self.words.pop(0)

    def take_field(self, keys):
        """A word KEY=VALUE with one of these keys, if it comes next."""
        key, equals, value = self.words[0].partition("=") if self.words else ("", "", "")
        if not equals or key not in keys:
            return None
        del self.words[0]
        return key, value

    def take_place(self):
        return self.instruments.index(self.take())

    def end(self):
        if self.words:
            raise ValueError("fewer words")


def read_above_zero(text, highest):
    value = read_amount(text)
    if not 0 < value <= highest:
        raise ValueError(f"above 0 to {write_amount(highest)}")
    return value


def read_price(text):
    return read_above_zero(text, PRICE_MAX)


class Command:
    """A command of a seat. `text` is the one form in which it is written."""

    def __init__(self, text, instruments):
        words = CommandWords(text, instruments)
        self.verb = words.take()
        self.instruments = instruments
        self.side = self.place = self.price = None
        self.size = self.part = self.leverage = self.cross = None
        self.reduces, self.worst, self.stop, self.take = False, 0, 0, 0
        READERS[self.verb](self, words)
        words.end()

    def read_entry(self, words):
        if self.verb in SIDES:
            self.side = SIDES[self.verb]
            self.place = words.take_place()
        else:
            self.side = SIDES[words.take()]
            self.place = words.take_place()
            self.price = read_price(words.take())
        field = words.take_field(SIZES)
        if field is None:
            raise ValueError("a size")
        self.size = field[0], read_above_zero(field[1], SIZES[field[0]])
        self.read_with(words)
        if self.size[0] == "risk" and not self.stop:
            raise ValueError("a stop")
        if self.verb == "LIMIT" and self.worst:
            raise ValueError("no worst price beside the limit")
        if self.reduces and (self.stop or self.take or self.leverage or self.cross is not None):
            raise ValueError("nothing that only what opens can have")

    def read_with(self, words):
        for key in ("leverage", "mode", "reduce", "worst", "stop", "take"):
            field = words.take_field([key])
            if field is None:
                continue
            value = field[1]
            if key == "leverage":
                self.leverage = read_leverage(value)
            elif key == "mode":
                self.cross = MODES[value]
            elif key == "reduce":
                if value != "yes":
                    raise ValueError("reduce=yes")
                self.reduces = True
            else:
                setattr(self, key, read_price(value))

    def read_close(self, words):
        if words.words == ["all"]:
            words.take()
            return
        self.place = words.take_place()
        self.read_part(words)
        if self.part is None:
            raise ValueError("a part")
        self.read_worst(words)

    def read_part(self, words):
        field = words.take_field(PARTS)
        if field:
            self.part = field[0], read_above_zero(field[1], PARTS[field[0]])

    def read_worst(self, words):
        field = words.take_field(["worst"])
        if field:
            self.worst = read_price(field[1])

    def read_protection(self, words):
        if self.verb == "STOP" and words.words and words.words[0] in SIDES:
            self.read_entry(words)
            return
        self.place = words.take_place()
        text = words.take()
        if self.verb == "TRAIL" and text.endswith("%"):
            self.share = read_above_zero(text[:-1], 100 * ONE)
            if self.share % 100:
                raise ValueError("a percentage with at most 6 decimals")
        else:
            self.price = read_price(text)
        self.read_part(words)
        self.read_worst(words)

    def read_pair(self, words):
        self.place = words.take_place()
        for key in ("stop", "take"):
            field = words.take_field([key])
            if field is None:
                raise ValueError("stop= and take=")
            setattr(self, key, read_price(field[1]))
        self.read_part(words)

    def read_cancel(self, words):
        self.number = None
        field = words.take_field(["order"])
        if field:
            self.number = read_count(field[1])
        elif words.words == ["all"]:
            words.take()
        else:
            self.place = words.take_place()

    def read_leverage(self, words):
        self.place = words.take_place()
        self.leverage = read_leverage(words.take())

    def read_mode(self, words):
        self.place = words.take_place()
        self.cross = MODES[words.take()]

    def read_margin(self, words):
        self.place = words.take_place()
        self.amount = read_amount(words.take())
        if self.amount == 0 or abs(self.amount) > MARGIN_MAX:
            raise ValueError("an amount")

    def text(self):
        """RECORD-3: prices and money with two decimals at least."""
        name = "all" if self.place is None else self.instruments[self.place]
        words = [self.verb]
        if self.side is not None and self.verb not in SIDES:
            words.append("LONG" if self.side == BUY else "SHORT")
        if self.verb == "CANCEL" and self.number is not None:
            return f"CANCEL order={self.number}"
        words.append(name)
        if self.price is not None:
            words.append(write_money(self.price))
        elif self.verb == "TRAIL":
            words.append(write_amount(self.share) + "%")
        if self.verb == "LEVERAGE":
            return " ".join(words + [str(self.leverage)])
        if self.verb == "MODE":
            return " ".join(words + [self.mode_word()])
        if self.verb == "MARGIN":
            return " ".join(words + [write_money(self.amount)])
        return " ".join(words + self.fields())

    def mode_word(self):
        return "cross" if self.cross else "isolated"

    def fields(self):
        fields = []
        size = self.size or (self.part if self.verb != "OCO" else None)
        if size:
            places = 2 if size[0] in ("margin", "notional") else 0
            fields.append(f"{size[0]}={write_amount(size[1], places)}")
        if self.leverage is not None:
            fields.append(f"leverage={self.leverage}")
        if self.cross is not None:
            fields.append("mode=" + self.mode_word())
        if self.reduces:
            fields.append("reduce=yes")
        for key in ("worst", "stop", "take"):
            if getattr(self, key):
                fields.append(f"{key}={write_money(getattr(self, key))}")
        if self.verb == "OCO" and self.part:
            fields.append(f"{self.part[0]}={write_amount(self.part[1])}")
        return fields


def read_leverage(text):
    value = read_count(text)
    if not 1 <= value <= 200:
        raise ValueError("1 to 200")
    return value


READERS = {
    "LONG": Command.read_entry,
    "SHORT": Command.read_entry,
    "LIMIT": Command.read_entry,
    "CLOSE": Command.read_close,
    "STOP": Command.read_protection,
    "TAKE": Command.read_protection,
    "TRAIL": Command.read_protection,
    "OCO": Command.read_pair,
    "CANCEL": Command.read_cancel,
    "LEVERAGE": Command.read_leverage,
    "MODE": Command.read_mode,
    "MARGIN": Command.read_margin,
}


class Execution:
    """One command, carried out on one account; it ends in `Refused` or has changed the account."""

    def __init__(self, account, command):
        self.account, self.command = account, command
        self.market, self.rules = account.market, account.market.rules
        self.place, self.side = command.place, command.side
        self.held = None if self.place is None else account.positions[self.place]

    def run(self):
        verb = self.command.verb
        if self.side is not None:
            self.enter()
        elif verb == "CLOSE":
            self.close()
        elif verb == "OCO":
            quantity = self.part()
            self.account.protect(
                self.place, self.held.side, quantity, self.command.stop, self.command.take
            )
        elif verb in ("STOP", "TAKE", "TRAIL"):
            self.protect()
        elif verb == "CANCEL":
            self.cancel()
        elif verb == "LEVERAGE":
            self.account.set_leverage(self.place, self.command.leverage)
        elif verb == "MODE":
            self.account.set_mode(self.place, self.command.cross)
        elif verb == "MARGIN":
            self.account.move_margin(self.place, self.command.amount)

    # -- Entries: LONG, SHORT, LIMIT, STOP LONG, STOP SHORT

    def enter(self):
        command, account = self.command, self.account
        for price in (command.price, command.stop, command.take):
            if price:
                account.check_price(self.place, price)
        if command.reduces and self.held.quantity * self.side >= 0:
            raise Refused("no-position")
        if command.leverage is not None and command.leverage > self.rules["leverage-max"]:
            raise Refused("leverage-cap")
        if command.cross is not None:
            account.set_mode(self.place, command.cross)
        waiting = self.waiting_order()
        if waiting is None:
            self.enter_now()
        else:
            self.enter_later(waiting)

    def waiting_order(self):
        """The order that waits, or nothing when it fills at once (ORDER-1, ORDER-2)."""
        command = self.command
        if command.price is None:
            return None
        kind = LIMIT if command.verb == "LIMIT" else STOP
        order = Order(self.place, self.side, kind, command.price, 0)
        if kind == LIMIT:
            return None if order.is_reached(self.market) else order
        if order.is_reached(self.market):
            raise Refused("would-trigger")
        return order

    def enter_now(self):
        command, account, held = self.command, self.account, self.held
        against = held.quantity * self.side < 0
        quantity = self.quantity_now()
        if not against:
            account.change_leverage(self.place, command.leverage)
        if command.reduces:
            quantity = min(quantity, held.size)
        price = self.market.fill_price(self.place, self.side, quantity, held.traded)
        worst = command.price if command.price is not None else command.worst
        if is_beyond(price, worst, self.side):
            raise Refused("worst-price")
        opened = quantity - (min(quantity, held.size) if against else 0)
        if opened:
            self.check_minimum(opened * self.market.marks[self.place])
        account.next_number()
        leverage = command.leverage if against else None
        account.trade(self.place, self.side, quantity, price, self.rules["taker-fee"], leverage)
        if command.stop or command.take:
            account.protect(self.place, self.side, 0, command.stop, command.take)

    def enter_later(self, order):
        command, account, held = self.command, self.account, self.held
        fee_rate = self.rules["maker-fee" if order.kind == LIMIT else "taker-fee"]
        price = order.price
        quantity = self.on_step(self.quantity_for(price, price, price, fee_rate))
        account.change_leverage(self.place, command.leverage)
        order.reduces = command.reduces
        order.worst, order.stop, order.take = command.worst, command.stop, command.take
        if command.reduces:
            if quantity > self.rules.largest[self.place]:
                raise Refused("position-limit")
            order.quantity = quantity
            account.add_order(order)
            return
        if command.stop and (order.price - command.stop) * self.side <= 0:
            raise Refused("would-trigger")
        if command.take and (command.take - order.price) * self.side <= 0:
            raise Refused("would-trigger")
        order.quantity = quantity
        together = held.size if held.quantity * self.side > 0 else 0
        account.check_size(self.place, together + quantity, order.price)
        self.check_minimum(quantity * order.price)
        reserved = account.reserve(order)
        if reserved > account.available() or (not held.cross and reserved > account.wallet):
            raise Refused("insufficient-margin")
        account.add_order(order)

    def check_minimum(self, notional16):
        if notional16 < self.rules.of_instruments("min-notional")[self.place] * ONE:
            raise Refused("below-minimum")

    # -- Sizes (MARGIN-8)

    def quantity_now(self):
        """The quantity of an order that fills at once; with impact it is reckoned twice."""
        quote, taker = self.market.quote(self.place, self.side), self.rules["taker-fee"]
        mark, kind = self.market.marks[self.place], self.command.size[0]
        quantity = self.quantity_for(mark, quote, quote, taker)
        if self.rules["impact"] and (self.side == BUY or kind == "risk"):
            counted = min(quantity, 2 * self.rules.largest[self.place])
            fill = self.market.fill_price(self.place, self.side, counted, self.held.traded)
            quantity = self.quantity_for(mark, fill, quote, taker)
        return self.on_step(quantity)

    def on_step(self, quantity):
        quantity = down_to(self.rules.quantity_steps[self.place], quantity)
        if quantity <= 0:
            raise Refused("below-step")
        return quantity

    def quantity_for(self, mark, fill, quote, fee_rate):
        """The quantity at these prices, not on its step yet; `fee_rate` is that of the way in."""
        kind, value = self.command.size
        account, worse = self.account, max(mark, fill)
        leverage = self.command.leverage or self.held.leverage
        if kind == "quantity":
            quantity = value
        elif kind == "margin":
            quantity = down(value * leverage * ONE, worse)
        elif kind == "notional":
            quantity = down(value * ONE, mark)
        elif kind == "share":
            free = account.available() if self.held.cross else account.for_margin()
            budget = down(free * value, ONE) - 4
            quantity = down(budget * leverage * ONE**2, worse * ONE + fill * fee_rate * leverage)
        else:
            quantity = self.quantity_at_risk(value, fill, quote, fee_rate)
        return max(0, min(QUANTITY_MAX, quantity))

    def quantity_at_risk(self, share, fill, quote, fee_rate):
        bid, ask = self.market.quotes_at(self.place, self.command.stop)
        exit_price = bid if self.side == BUY else ask
        equity = down(self.account.equity24(), ONE**2)
        loss16 = abs(fill - exit_price) * ONE
        loss16 += max(fill, quote) * fee_rate + exit_price * self.rules["taker-fee"]
        return down(down(equity * share, ONE) * ONE**2, loss16) if loss16 else 0

    # -- What closes a position

    def part(self):
        """How much of the position a part is (MARGIN-9); 0 for all of it as it then is."""
        if self.held.quantity == 0:
            raise Refused("no-position")
        if self.command.part is None:
            return 0
        kind, value = self.command.part
        quantity = min(value, self.held.size)
        if kind == "share":
            quantity = down(self.held.size * value, ONE)
        return self.on_step(quantity)

    def close(self):
        account, command = self.account, self.command
        if self.place is not None:
            self.close_one(self.place, self.part(), command.worst)
            return
        places = [i for i, held in enumerate(account.positions) if held.quantity]
        if not places:
            raise Refused("no-position")
        for place in places:
            self.close_one(place, account.positions[place].size, 0)

    def close_one(self, place, quantity, worst):
        account, held = self.account, self.account.positions[place]
        side = -held.side
        price = self.market.fill_price(place, side, quantity, held.traded)
        if is_beyond(price, worst, side):
            raise Refused("worst-price")
        account.next_number()
        account.trade(place, side, quantity, price, self.rules["taker-fee"])

    def protect(self):
        command, account, held = self.command, self.account, self.held
        quantity = self.part()
        step, mark = self.rules.price_steps[self.place], self.market.marks[self.place]
        kind = {"STOP": STOP, "TAKE": TAKE, "TRAIL": TRAIL}[command.verb]
        order = Order(self.place, -held.side, kind, command.price, quantity)
        if kind == TRAIL:
            if command.price is None:
                order.kind, order.trail, whole = TRAIL_SHARE, command.share // 100, ONE
            else:
                order.trail, whole = command.price, mark
                if order.trail % step:
                    raise Refused("off-step")
            if not 0 < order.trail < whole:
                raise Refused("price-limit")
            order.follow(mark, step)
            if order.price <= 0:
                raise Refused("price-limit")
        order.reduces, order.worst = True, command.worst
        account.check_protection(order)
        account.add_order(order)

    def cancel(self):
        account, command = self.account, self.command
        gone = [
            order
            for order in account.orders
            if command.number in (None, order.number) and self.place in (None, order.place)
        ]
        if not gone:
            raise Refused("unknown-order")
        for order in gone:
            account.remove_order(order)


# ---- The match ----


class Seat:
    """What is known of a seat beside its account."""

    def __init__(self, account):
        self.account = account
        self.commands = 0
        self.knockout = None
        self.peak24 = account.start * ONE**2
        self.drawdown24 = 0
        self.equity24 = 0
        self.exposed = 0
        self.participated = True
        self.place = 1

    def shown(self):
        """Equity and drawdown as they are shown and compared (SCORE-2)."""
        return down(self.equity24, ONE**2), up(self.drawdown24, ONE**2)


class Match:
    """Plays the commands of a record on its tape, and says what came of it."""

    def __init__(self, rules, tape, commitment):
        self.rules, self.tape = rules, tape
        self.market = Market(rules)
        self.seats = [Seat(Account(self.market, start)) for start in rules.starts]
        self.digest = commitment
        self.ended = False
        self.tick = -1
        self.market.show(tape[PREROLL - 1])
        for seat in self.seats:
            self.give_inventory(seat.account)

    def give_inventory(self, account):
        """MATCH-14."""
        rules = self.rules
        wanted = dict(rules["starting-inventory"])
        for place, name in enumerate(rules["instruments"]):
            held, mark = account.positions[place], self.market.marks[place]
            step, quantity = rules.quantity_steps[place], wanted.get(name, 0)
            size = min(abs(quantity), rules.largest[place])
            for bracket in rules.brackets:
                if bracket.leverage < held.leverage:
                    size = min(size, down(bracket.floor * ONE - 1, mark))
                    break
            size = min(size, down(account.for_margin() * held.leverage * ONE, mark))
            size = down_to(step, size)
            if size > 0:
                account.begin_with(place, BUY if quantity > 0 else SELL, size)

    def next_tick(self):
        """MATCH-4."""
        self.tick += 1
        rules = self.rules
        self.market.show(self.tape[PREROLL + self.tick])
        interval = rules["funding-interval"]
        funded = self.tick > 0 and interval > 0 and self.tick % interval == 0
        for seat in self.seats:
            account = seat.account
            for held in account.positions:
                held.traded = 0
            if funded:
                account.fund()
            account.fill_reducing_orders()
            account.liquidate_isolated()
            account.liquidate_cross()
            account.fill_entries()
            account.call_margin()
        self.knock_out()
        self.rank()

    def knock_out(self):
        """MATCH-10."""
        for seat in self.seats:
            account = seat.account
            seat.equity24 = account.equity24()
            if seat.knockout is None and not any(held.quantity for held in account.positions):
                if seat.equity24 * 100 < account.start * ONE**2:
                    seat.knockout = self.tick
                    account.orders = []
        remaining = [seat for seat in self.seats if seat.knockout is None]
        over = len(remaining) <= (1 if len(self.seats) > 1 else 0)
        self.knocked_out_to = remaining if over and self.rules["knockout"] == "ends-match" else None
        self.ended = self.knocked_out_to is not None or self.tick == self.rules["ticks"] - 1

    def rank(self):
        """SCORE-2 and SCORE-3."""
        for seat in self.seats:
            account = seat.account
            seat.peak24 = max(seat.peak24, seat.equity24)
            seat.drawdown24 = max(seat.drawdown24, seat.peak24 - seat.equity24)
            if self.rules["participation"] == "on":
                held = zip(account.positions, self.market.marks)
                exposure16 = sum(position.size * mark for position, mark in held)
                seat.exposed += exposure16 >= account.start * ONE
                seat.participated = 3 * seat.exposed >= self.tick + 1
                if self.knocked_out_to == [seat]:
                    seat.participated = True
        keys = [self.standing(seat) for seat in self.seats]
        nobody = not any(seat.participated for seat in self.seats)
        for seat, key in zip(self.seats, keys):
            seat.place = 1 if nobody else 1 + sum(other > key for other in keys)

    def standing(self, seat):
        """The greater, the better."""
        knockout = self.rules["ticks"] if seat.knockout is None else seat.knockout
        equity, drawdown = seat.shown()
        return seat.participated, equity, -drawdown, -seat.account.liquidations, knockout

    def command(self, index, command):
        """Carries a command out, or raises Refused and leaves everything as it was."""
        seat = self.seats[index]
        if self.ended or seat.knockout is not None:
            raise Refused("knocked-out")
        if seat.commands >= COMMANDS_MAX + 20 * self.rules["ticks"]:
            raise Refused("command-limit")
        saved = seat.account.save()
        try:
            Execution(seat.account, command).run()
        except Refused:
            seat.account.restore(saved)
            raise
        seat.commands += 1
        return seat.commands

    def has_state_digest(self):
        return (self.tick + 1) % 50 == 0 or self.ended

    def next_state_digest(self):
        """RECORD-4."""
        numbers = [self.tick] + list(self.market.marks)
        for seat in self.seats:
            account = seat.account
            numbers += [getattr(account, name) for name in Account.FIELDS]
            for held in account.positions:
                numbers += [held.quantity, held.cost, held.margin, held.leverage]
                numbers += [int(held.cross), held.call_level, held.traded]
            numbers.append(len(account.orders))
            for order in account.orders:
                numbers += order.numbers()
        state = b"".join(number.to_bytes(8, "big", signed=True) for number in numbers)
        for ledger in (self.market.house, self.market.insurance):
            state += ledger.to_bytes(16, "big", signed=True)
        self.digest = digest_of("margin-duel/state/1", self.digest, state)
        return self.digest

    def result_line(self, index, abandoned):
        seat = self.seats[index]
        account, (equity, drawdown) = seat.account, seat.shown()
        fields = {
            "place": seat.place,
            "equity": write_money(equity),
            "drawdown": write_money(drawdown),
            "liquidations": account.liquidations,
            "orders": account.orders_given,
            "fees": write_money(account.fees),
            "funding": write_money(account.funding),
            "insurance": write_money(account.draws),
            "exposed": seat.exposed,
            "knockout": "none" if seat.knockout is None else seat.knockout,
            "abandoned": "yes" if abandoned else "no",
        }
        return f"result {index} " + " ".join(f"{key}={value}" for key, value in fields.items())


# ---- The record (record.md) ----


class Source:
    """The lines of a file, read from the first to the last."""

    def __init__(self, data):
        text = data.decode("latin-1")  # a line with any other byte than ASCII differs like another
        self.ends_well = text.endswith("\n")
        self.lines = text.split("\n")
        if self.ends_well:
            self.lines.pop()
        self.number = 0

    def peek(self):
        return self.lines[self.number] if self.number < len(self.lines) else END_OF_FILE

    def take(self, start):
        """The rest of the next line, which must begin like this."""
        self.number += 1
        line = self.current()
        if not line.startswith(start):
            self.fail(start + "...")
        return line[len(start) :]

    def current(self):
        return self.lines[self.number - 1] if self.number <= len(self.lines) else END_OF_FILE

    def fail(self, expected):
        raise Differs(self.number, expected, self.current())

    def need(self, expected):
        """The next line, which must be this one."""
        if self.take("") != expected:
            self.fail(expected)


END_OF_FILE = "(the end of the file)"


def read_hex_line(source, name):
    text = source.take(name + " ")
    try:
        return read_digest(text)
    except ValueError as problem:
        source.fail(f"{name} ({problem})")


def read_chain(source):
    """The number of the line in the chain, the link before it, and where it stands (TAPE-6a)."""
    text = source.take("chain ")
    found = re.fullmatch("([1-9][0-9]{0,12}) previous=([0-9a-f]{64}) link=[0-9a-f]{64}", text)
    if not found:
        source.fail("chain NUMBER previous=HEX link=HEX")
    return int(found[1]), bytes.fromhex(found[2]), source.number


def chain_line(number, previous, commitment):
    """The line as it has to be (TAPE-6a)."""
    link = digest_of("margin-duel/chain/1", number.to_bytes(8, "big"), previous, commitment)
    return f"chain {number} previous={previous.hex()} link={link.hex()}"


def read_seats(source, rules):
    """The nonces of the seats in their order (TAPE-7), and the seats that have forfeited."""
    nonces, names, said = [], {"none"}, []
    for seat in range(rules["seats"]):
        name = source.take(f"seat {seat} name=").partition(" ")[0]
        if not re.fullmatch("[A-Za-z0-9_.-]{1,24}", name) or name in names:
            source.fail(f"seat {seat} name=(1 to 24 letters, digits, _ - ., new) nonce=... hash=...")
        names.add(name)
        given = source.current().removeprefix(f"seat {seat} name={name} ")
        found = re.fullmatch("nonce=(none|unopened|[0-9a-f]{64}) hash=(none|[0-9a-f]{64})", given)
        if not found or (found[1] == "none") != (found[2] == "none"):
            source.fail(f"seat {seat} name={name} nonce=... hash=...")
        nonce, committed = found[1], found[2]
        if rules["nonces"] == "none" and nonce != "none":
            source.fail(f"seat {seat} name={name} nonce=none hash=none")
        opened = bytes.fromhex(nonce) if nonce not in ("none", "unopened") else b""
        if opened:
            own = digest_of("margin-duel/nonce/1", b"%d" % seat, opened).hex()
            if own != committed:
                source.fail(f"seat {seat} name={name} nonce={nonce} hash={own}")
        nonces.append(opened)
        said.append((nonce, source.number))
    owing = [seat for seat, (nonce, _) in enumerate(said) if nonce == "none"]
    if rules["nonces"] != "required" or not owing:
        return nonces, [seat for seat, (nonce, _) in enumerate(said) if nonce == "unopened"]
    for nonce, number in said:
        if nonce not in ("none", "unopened"):
            raise Differs(number, "nonce=unopened (a hash is missing)", source.lines[number - 1])
    return nonces, owing


def read_commands(source, rules):
    """The commands by tick, and the abandonments. What cannot be read is left out: it differs."""
    commands, abandoned = {}, []
    for line in source.lines[source.number :]:
        words = line.split(" ")
        try:
            if words[0] == "command":
                tick, seat = read_count(words[1]), read_count(words[2])
                command = Command(" ".join(words[4:]), rules["instruments"])
                commands.setdefault(tick, []).append((seat, command))
            elif words[0] == "abandon":
                tick, seat = read_count(words[1]), read_count(words[2])
                live = rules["clock"][0] == "live" and rules["abandon-after"] > 0
                if live and seat < rules["seats"]:
                    abandoned.append((tick, seat))
        except (ValueError, KeyError, IndexError):
            continue
    return commands, abandoned


def forfeited_lines(rules, forfeits):
    """The lines behind the seats of a match that never began (RECORD-8, MATCH-2a)."""
    behind = 1 + rules["seats"] - len(forfeits)
    lines = [f"forfeit {seat}" for seat in forfeits]
    for seat, start in enumerate(rules.starts):
        place = behind if seat in forfeits else 1
        lines.append(
            f"result {seat} place={place} equity={write_money(start)} drawdown=0.00 liquidations=0 "
            "orders=0 fees=0.00 funding=0.00 insurance=0.00 exposed=0 knockout=none abandoned=no"
        )
    return lines


def written_again(rules, tape, commitment, commands, abandoned):
    """The lines from the first tick on, as they have to be."""
    match, lines = Match(rules, tape, commitment), []
    while not match.ended:
        match.next_tick()
        if match.has_state_digest():
            lines.append(f"state {match.tick} {match.next_state_digest().hex()}")
        given = commands.get(match.tick, [])
        for seat, command in sorted(given, key=lambda item: item[0]):
            try:
                number = match.command(seat, command)
            except (Refused, IndexError):
                continue
            lines.append(f"command {match.tick} {seat} {number} {command.text()}")
    first = {seat: tick for tick, seat in reversed(abandoned) if tick < match.tick}
    gone = sorted(first, key=lambda seat: (first[seat], seat))
    lines += [f"abandon {first[seat]} {seat}" for seat in gone]
    lines += [match.result_line(seat, seat in gone) for seat in range(rules["seats"])]
    return lines


def verify(data):
    """The digest of a record, or `Differs` or `Unreadable`."""
    source = Source(data)
    if source.peek() != "margin-duel-record 1":
        raise Unreadable("line 1 is not 'margin-duel-record 1'")
    source.need("margin-duel-record 1")
    rules = Rules(source)
    commitment = read_hex_line(source, "commitment")
    stands_at = source.number
    number, previous, chained_at = read_chain(source)
    seed = read_hex_line(source, "seed")
    salt = read_hex_line(source, "salt")
    expected = digest_of("margin-duel/commitment/1", salt, seed, rules.digest)
    if commitment != expected:
        found = source.lines[stands_at - 1]
        raise Differs(stands_at, "commitment " + expected.hex(), found)
    chain = chain_line(number, previous, commitment)
    if source.lines[chained_at - 1] != chain:
        raise Differs(chained_at, chain, source.lines[chained_at - 1])
    nonces, forfeits = read_seats(source, rules)
    if rules.stored:
        tape = stored_tape(rules, source)
    else:
        tape = generated_tape(rules, digest_of("margin-duel/match-seed/1", seed, *nonces))
    commands, abandoned = read_commands(source, rules)
    if forfeits:
        lines = forfeited_lines(rules, forfeits)
    else:
        lines = written_again(rules, tape, commitment, commands, abandoned)
    for line in lines:
        source.need(line)
    digest = sha256("".join(line + "\n" for line in source.lines[: source.number]).encode()).hex()
    source.need("end sha256=" + digest)
    if source.peek() != END_OF_FILE or not source.ends_well:
        source.number += source.ends_well
        source.fail(END_OF_FILE if source.ends_well else source.current() + " and LF")
    return digest


# ---- The program ----


def shown(line):
    """A line as a terminal can show it: not too long, and nothing but ASCII."""
    line = line if len(line) <= 160 else line[:157] + "..."
    return "".join(c if " " <= c <= "~" else f"\\x{ord(c):02x}" for c in line)


def report(path, expected):
    """Verifies one file, says what came of it, and returns the exit code for it."""
    try:
        if path == "-":
            digest = verify(sys.stdin.buffer.read())
        else:
            with open(path, "rb") as file:
                digest = verify(file.read())
    except Differs as difference:
        wanted, found = shown(difference.expected), shown(difference.found)
        print(f"{path}: line {difference.number} differs: expected {wanted}, found {found}")
        return 1
    except Unreadable as problem:
        print(f"{path}: cannot be read: {problem}")
        return 4
    except OSError as problem:
        print(f"{path}: cannot be read: {problem.strerror}")
        return 4
    if expected is not None and digest != expected:
        print(f"{path}: not verified: the record is sound, but its digest is {digest}")
        return 1
    print(f"{path}: verified digest={digest}")
    return 0


def main(arguments):
    expected = None
    if "--expect" in arguments[:-1]:
        at = arguments.index("--expect")
        expected = arguments[at + 1].lower()
        del arguments[at : at + 2]
        if not re.fullmatch("[0-9a-f]{64}", expected):
            print("--expect takes 64 hexadecimal digits", file=sys.stderr)
            return 2
    if not arguments or any(argument.startswith("--") for argument in arguments):
        print("usage: verify.py [--expect DIGEST] FILE...", file=sys.stderr)
        return 2
    return max(report(path, expected) for path in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
