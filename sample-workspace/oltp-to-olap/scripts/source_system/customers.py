"""Who buys, and the CSV exports of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

HEADER = "customer_id,name,email,region,updated_at"
FIRST_NAMES = "Ana Luis Rosa José María Carlos Lucía Jorge Carmen Víctor Elena Raúl Sofía Andrés Inés Óscar".split()
LAST_NAMES = "Quispe Mamani Flores Huamán Rojas Díaz Chávez Núñez Salazar Cárdenas Vargas Ccori Zegarra Paredes".split()

REGIONS = {
    "Lima": 42, "Arequipa": 11, "Cusco": 9, "La Libertad": 8, "Piura": 7, "Junín": 6, "Lambayeque": 5,
    "Áncash": 4, "Puno": 3, "Ica": 3, "San Martín": 2,
}  # fmt: skip
ALIASES = {"Cusco": "Cuzco", "Lima": "Lima Metropolitana", "Áncash": "Ancash"}
NO_REGION = ["", "??", "N/A", "Extranjero"]
# "í" as one letter and as "i" with a combining accent look alike and differ.
DECOMPOSED = {"í": "i\u0301", "Á": "A\u0301"}


class Customer(NamedTuple):
    customer_id: int
    name: str
    region: str


class Customers:
    def __init__(self, seed: int, orders: int) -> None:
        self.rng = random.Random(f"customers {seed}")
        self.count = max(40, min(orders // 20, 200_000))
        self.dirt: Counter[str] = Counter()
        self.everyone = [self.customer(number) for number in range(1, self.count + 1)]
        self.next_id = self.count + 1

    def customer(self, customer_id: int) -> Customer:
        rng = self.rng
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} {rng.choice(LAST_NAMES)}"
        region = rng.choices(list(REGIONS), list(REGIONS.values()))[0]
        return Customer(customer_id, name, region)

    def full_export(self, day: date) -> bytes:
        """Everyone, in two exports pasted together: the header comes again in the middle, after an empty line."""
        rows = [self.line(each, datetime.combine(day, time(5))) for each in self.everyone]
        rows += self.spoiled(day, max(3, self.count // 200))
        self.rng.shuffle(rows)
        middle = len(rows) // 2
        self.dirt["repeated headers"] += 1
        lines = [HEADER, *rows[:middle], "", HEADER, *rows[middle:]]
        # Excel writes a byte order mark, and so did whoever made this export.
        return ("\ufeff" + "\n".join(lines) + "\n").encode("utf-8")

    def changes(self, number: int, day: date) -> bytes:
        """Who is new or has moved on that day; on every fifth day nobody, and the file is its header alone."""
        if number % 5 == 0:
            return f"{HEADER}\n".encode()
        rng = self.rng
        at = datetime.combine(day, time(4)) + timedelta(minutes=rng.randrange(60))
        rows = []
        for index in rng.sample(range(self.count), max(2, self.count // 100)):
            moved = self.everyone[index]._replace(region=rng.choice(list(REGIONS)))
            self.everyone[index] = moved
            rows.append(self.line(moved, at))
            self.dirt["moved"] += 1
        # Their orders came the day before: an order may be known sooner than its customer.
        for _ in range(max(1, self.count // 200)):
            rows.append(self.line(self.customer(self.next_id), at))
            self.next_id += 1
            self.dirt["new"] += 1
        rows.append(rows[0])
        return ("\n".join([HEADER, *rows]) + "\n").encode("utf-8")

    def line(self, customer: Customer, at: datetime) -> str:
        rng = self.rng
        self.dirt["rows"] += 1
        name = customer.name
        if rng.random() < 0.10:
            first, rest = name.split(" ", 1)
            name = f'"{rest}, {first}"'
        elif rng.random() < 0.05:
            name = name.upper()
        written_id = f"{customer.customer_id:06d}" if rng.random() < 0.15 else str(customer.customer_id)
        email = f"cliente{customer.customer_id}@example.com"
        return f"{written_id},{name},{email},{self.untidy_region(customer.region)},{at:%Y-%m-%d %H:%M:%S}"

    def untidy_region(self, region: str) -> str:
        rng = self.rng
        kind = rng.random()
        if kind < 0.02:
            self.dirt["without a region"] += 1
            return rng.choice(NO_REGION)
        if kind < 0.22:
            return rng.choice([str.upper, str.lower])(region)
        if kind < 0.32:
            return region.translate(str.maketrans("Áí", "Ai"))
        if kind < 0.37:
            return region.translate(str.maketrans(DECOMPOSED))
        if kind < 0.45:
            return rng.choice(["  {}", "{} ", "\u00a0{}"]).format(region.replace(" ", "  "))
        if kind < 0.50:
            return ALIASES.get(region, region)
        return region

    def spoiled(self, day: date, count: int) -> list[str]:
        """Rows that nobody can repair: no identifier, or a line that was cut."""
        self.dirt["beyond repair"] += count
        return [
            f",{self.rng.choice(FIRST_NAMES)},,Lima,{day} 05:00:00" if n % 2 else f"X-{n},{self.rng.choice(LAST_NAMES)}"
            for n in range(count)
        ]
