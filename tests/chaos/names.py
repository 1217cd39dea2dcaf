"""The scenarios by their number, in the order in which they are played."""

NAMES = {
    "R0": "much goes wrong at once",
    "R1": "senders are killed at any moment",
    "R1-sqlite": "the same on SQLite",
    "R2": "senders die at named points",
    "R3": "Redis is killed, frozen, emptied",
    "R4": "PostgreSQL crashes",
    "R5": "beats come twice",
    "R6": "senders sleep for three leases",
    "R7": "clocks are wrong",
    "R8": "clocks change",
    "R9": "the year ends",
    "R10": "nothing ran for three weeks",
    "R11": "relays misbehave",
    "R12": "readers change while mails wait",
    "R13": "a burst",
    "R14": "a provider's events come early, late and often",
    "R15": "one letter cannot be written",
}
