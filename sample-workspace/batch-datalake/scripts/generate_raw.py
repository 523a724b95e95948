"""Genera los lotes diarios de ventas: el ERP que el proyecto supone, en pequeño.

Siempre produce los mismos bytes (semilla fija), con la suciedad que traen las exportaciones de verdad: pedidos
repetidos y reenviados, identificadores vacíos, fechas imposibles, cantidades negativas, regiones escritas de todas las
formas, separadores de miles y espacios de más.

    python scripts/generate_raw.py            # escribe raw/ventas/*.csv y broken/*.csv
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_DAY = date(2025, 6, 2)
DAYS = 3
ROWS_PER_DAY = 400
HEADER = [
    "pedido_id",
    "fecha_pedido",
    "cliente_id",
    "region",
    "producto",
    "categoria",
    "cantidad",
    "precio_unitario",
    "canal",
]

# Precio de lista en pesos colombianos.
PRODUCTS = [
    ("Café de Huila 500 g", "Alimentos", 32900),
    ("Panela orgánica 1 kg", "Alimentos", 9800),
    ("Chocolate de mesa 500 g", "Alimentos", 15450),
    ("Hamaca de San Jacinto", "Hogar", 285000),
    ("Mochila arhuaca", "Artesanías", 420000),
    ("Sombrero vueltiao", "Artesanías", 365500),
    ("Ruana de Nobsa", "Ropa", 198000),
    ("Camisa guayabera", "Ropa", 124900),
    ("Olla a presión 6 L", "Hogar", 189990),
    ("Audífonos inalámbricos", "Tecnología", 259900),
    ("Teclado mecánico", "Tecnología", 349000),
    ("Monitor 27 pulgadas", "Tecnología", 1149900),
]
REGIONS = ["Andina", "Caribe", "Pacífica", "Orinoquía", "Amazonía"]
REGION_WEIGHTS = [48, 24, 15, 8, 5]
CHANNELS = ["web", "tienda", "mayorista"]
IMPOSSIBLE_DATES = ["2025-02-30", "31/13/2025", "ayer", "", "0000-00-00", "2025/06"]


def clean_order(rng: random.Random, number: int, day: date) -> dict[str, str]:
    product, category, price = rng.choice(PRODUCTS)
    # Un pedido de cada doce llega al día siguiente: la partición de un día se llena con más de un archivo.
    ordered = day - timedelta(days=1) if rng.random() < 1 / 12 else day
    cents = rng.choice([0, 0, 0, 50, 99])
    return {
        "pedido_id": f"P-{number:06d}",
        "fecha_pedido": ordered.isoformat(),
        "cliente_id": f"C{rng.randint(1, 180):04d}",
        "region": rng.choices(REGIONS, REGION_WEIGHTS)[0],
        "producto": product,
        "categoria": category,
        "cantidad": str(rng.choice([1, 1, 1, 2, 2, 3, 4, 6, 12])),
        "precio_unitario": f"{price}.{cents:02d}",
        "canal": rng.choices(CHANNELS, [6, 3, 1])[0],
    }


def untidy(rng: random.Random, row: dict[str, str]) -> dict[str, str]:
    """Escribe lo mismo de otra manera: nada de esto cambia el valor una vez limpio."""
    row = dict(row)
    if rng.random() < 0.25:
        row["region"] = rng.choice([str.upper, str.lower, str.swapcase])(row["region"])
    if rng.random() < 0.10:
        row["region"] = row["region"].translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU"))
    if rng.random() < 0.15:
        column = rng.choice(["region", "producto", "canal", "pedido_id", "cantidad"])
        row[column] = rng.choice([" {}", "{} ", "{}   "]).format(row[column])
    if rng.random() < 0.30:
        whole, cents = row["precio_unitario"].split(".")
        row["precio_unitario"] = f"{int(whole):,}.{cents}"
    if rng.random() < 0.05:
        row["precio_unitario"] = f"$ {row['precio_unitario']}"
    if rng.random() < 0.12:
        year, month, day = row["fecha_pedido"].split("-")
        row["fecha_pedido"] = f"{day}/{month}/{year}"
    if rng.random() < 0.08:
        row["canal"] = row["canal"].upper()
    return row


def spoil(rng: random.Random, row: dict[str, str], fault: str) -> dict[str, str]:
    """Estropea una fila: estas deben terminar en cuarentena."""
    row = dict(row)
    if fault == "id":
        row["pedido_id"] = rng.choice(["", "   "])
    elif fault == "fecha":
        row["fecha_pedido"] = rng.choice(IMPOSSIBLE_DATES)
    elif fault == "negativa":
        row["cantidad"] = f"-{rng.randint(1, 5)}"
    elif fault == "precio":
        row["precio_unitario"] = rng.choice(["-15450.00", "N/D", "", "0"])
    elif fault == "cantidad":
        row["cantidad"] = rng.choice(["dos", "", "1.5", "0"])
    elif fault == "region":
        row["region"] = rng.choice(["Europa", "??", ""])
    return row


FAULTS = ["id"] * 6 + ["fecha"] * 7 + ["negativa"] * 5 + ["precio"] * 4 + ["cantidad"] * 4 + ["region"] * 3
EXACT_COPIES = 8
CORRECTIONS = 5


def daily_batch(rng: random.Random, day_index: int, earlier: list[dict[str, str]]) -> list[dict[str, str]]:
    """Las filas de un día: pedidos nuevos, filas malas, copias exactas y correcciones de pedidos del día anterior."""
    day = FIRST_DAY + timedelta(days=day_index)
    corrections = CORRECTIONS if earlier else 0
    fresh = ROWS_PER_DAY - EXACT_COPIES - corrections
    first = day_index * 1000 + 1
    orders = [clean_order(rng, first + n, day) for n in range(fresh)]
    rows = [untidy(rng, row) for row in orders]
    for place, fault in zip(rng.sample(range(fresh), len(FAULTS)), FAULTS):
        rows[place] = spoil(rng, rows[place], fault)
        orders[place] = {}
    good = [row for row in orders if row]
    rows += [untidy(rng, row) for row in rng.sample(good, EXACT_COPIES)]
    for row in rng.sample(earlier, corrections):
        rows.append({**row, "cantidad": str(int(row["cantidad"]) + 1)})
    rng.shuffle(rows)
    earlier[:] = good
    return rows


def write_csv(path: Path, header: list[str], rows: list[dict[str, str]], delimiter: str = ",") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    rng = random.Random(20250602)
    earlier: list[dict[str, str]] = []
    for index in range(DAYS):
        day = FIRST_DAY + timedelta(days=index)
        write_csv(ROOT / "raw" / "ventas" / f"ventas_{day}.csv", HEADER, daily_batch(rng, index, earlier))
    # El ERP cambió el separador y quitó una columna sin avisar: este lote no se puede procesar.
    day = FIRST_DAY + timedelta(days=DAYS)
    header = [name for name in HEADER if name != "precio_unitario"]
    rows = [clean_order(rng, DAYS * 1000 + n + 1, day) for n in range(40)]
    write_csv(ROOT / "broken" / f"ventas_{day}.csv", header, rows, delimiter=";")


if __name__ == "__main__":
    main()
