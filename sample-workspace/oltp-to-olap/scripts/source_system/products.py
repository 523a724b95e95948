"""What the shop sells. Prices are in soles."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import NamedTuple


class Product(NamedTuple):
    product_id: str
    name: str
    category: str
    cents: int


PRODUCTS = [
    Product(f"P{number:03d}", name, category, round(price * 100))
    for number, (name, category, price) in enumerate(
        [
            ("Café de Jaén 500 g", "Alimentos", 32.90),
            ("Chocolate de Quillabamba 70 %", "Alimentos", 14.50),
            ("Quinua roja 1 kg", "Alimentos", 18.90),
            ("Miel de abeja 1 kg", "Alimentos", 38.00),
            ("Pisco quebranta 750 ml", "Alimentos", 64.90),
            ("Aceitunas de Tacna 500 g", "Alimentos", 16.75),
            ("Chullo de alpaca", "Textil", 45.00),
            ("Chompa de baby alpaca", "Textil", 289.00),
            ("Poncho de Ayacucho", "Textil", 350.00),
            ("Chalina de vicuña", "Textil", 1890.00),
            ("Polo de algodón pima", "Textil", 59.90),
            ("Retablo ayacuchano", "Artesanía", 220.00),
            ("Toro de Pucará", "Artesanía", 85.50),
            ("Mate burilado", "Artesanía", 70.00),
            ("Filigrana de Catacaos", "Artesanía", 310.00),
            ("Espejo de Cajamarca", "Artesanía", 145.00),
            ("Olla de barro de Chulucanas", "Hogar", 95.00),
            ("Manta de Cusco", "Hogar", 129.90),
            ("Hamaca de Iquitos", "Hogar", 175.00),
            ("Cuchillo de cocina", "Hogar", 42.00),
            ("Audífonos inalámbricos", "Tecnología", 199.90),
            ("Teclado mecánico", "Tecnología", 279.00),
            ("Monitor de 27 pulgadas", "Tecnología", 899.00),
            ("Parlante portátil", "Tecnología", 149.50),
        ],
        start=1,
    )
]


def first_catalog(day: date) -> bytes:
    """CSV, with stray blanks and categories written in capitals here and there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["product_id", "name", "category", "unit_price", "updated_at"])
    for number, product in enumerate(PRODUCTS):
        category = product.category.upper() if number % 7 == 3 else product.category
        name = f" {product.name}  " if number % 5 == 1 else product.name
        writer.writerow([product.product_id, name, category, f"{product.cents / 100:.2f}", f"{day} 06:00:00"])
    return text.getvalue().encode("utf-8")


def later_catalog(day: date) -> bytes:
    """A JSON document (not lines): two products got another category or name, one is new."""
    by_id = {product.product_id: product for product in PRODUCTS}
    changed = [
        by_id["P020"]._replace(name="Cuchillo de cocina de acero"),
        by_id["P017"]._replace(category="Artesanía"),
        Product("P025", "Charango de Ayacucho", "Artesanía", 42_000),
    ]
    rows = [
        {
            "product_id": each.product_id,
            "name": each.name,
            "category": each.category,
            "unit_price": each.cents / 100,
            "updated_at": f"{day}T11:00:00Z",
        }
        for each in changed
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
