"""The scenarios by their number, in the order in which they are played."""

NAMES = {
    "R1": "senders are killed at any moment",
    "R1-sqlite": "the same on SQLite",
    "R2": "senders die at named points",
    "R3": "Redis is killed, frozen, emptied",
    "R4": "PostgreSQL crashes",
    "R5": "beats come twice",
    "R6": "senders sleep for three leases",
    "R7": "clocks are wrong",
}
