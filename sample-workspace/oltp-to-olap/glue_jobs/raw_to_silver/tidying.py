"""The shop's ways of writing things, and what each of them means. Every function gives null for what has no meaning."""

from __future__ import annotations

from itertools import chain

from pyspark.sql import Column
from pyspark.sql import functions as F

LIMA = "America/Lima"

REGIONS = [
    "Amazonas", "Áncash", "Apurímac", "Arequipa", "Ayacucho", "Cajamarca", "Callao", "Cusco", "Huancavelica",
    "Huánuco", "Ica", "Junín", "La Libertad", "Lambayeque", "Lima", "Loreto", "Madre de Dios", "Moquegua", "Pasco",
    "Piura", "Puno", "San Martín", "Tacna", "Tumbes", "Ucayali",
]  # fmt: skip
OTHER_NAMES = {"cuzco": "Cusco", "lima metropolitana": "Lima", "lima provincias": "Lima"}

# Letters with an accent; an accent that is a character of its own (NFD) has no counterpart and is dropped.
ACCENTED = "áéíóúüñ\u0301\u0303\u0308"
PLAIN = "aeiouun"


def clean(name: str) -> Column:
    """Without blanks around, and one blank (of any kind) for many; null for nothing."""
    text = F.trim(F.regexp_replace(F.col(name), r"[\s\u00a0]+", " "))
    return F.when(text != "", text)


def identifier(name: str, prefix: str = "") -> Column:
    """`12`, ` 12 `, `000012`, `12.0` or `ORD-00000012` → 12; 0 is none."""
    digits = F.regexp_replace(F.upper(clean(name)), rf"^({prefix})?(\d+)(\.0+)?$", "$2")
    number = F.when(digits.rlike(r"^\d{1,18}$"), digits.cast("bigint"))
    return F.when(number > 0, number)


def whole_number(name: str) -> Column:
    text = F.regexp_replace(clean(name), r"\.0+$", "")
    return F.when(text.rlike(r"^-?\d{1,9}$"), text.cast("int"))


def product_code(name: str) -> Column:
    return F.upper(clean(name))


def money(name: str) -> Column:
    """`1234.5`, `S/ 1,234.50` and `1234,50` → soles, rounded half up to cents."""
    text = F.regexp_replace(clean(name), r"^S/ ?", "")
    number = (
        F.when(text.rlike(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"), F.regexp_replace(text, ",", ""))
        .when(text.rlike(r"^-?\d+,\d{1,2}$"), F.regexp_replace(text, ",", "."))
        # Spark writes a large JSON number with an exponent: 1.45E7.
        .when(text.rlike(r"^-?\d+(\.\d+)?(E\d+)?$"), text)
    )
    return F.round(number.cast("decimal(30,10)"), 2)


def moment(name: str) -> Column:
    """Lima's wall clock from itself, with the year or the day first, from UTC, or from milliseconds since 1970."""
    text = clean(name)
    return (
        F.when(text.rlike(r"^\d{13}$"), F.from_utc_timestamp(F.timestamp_seconds(text.cast("bigint") / 1000), LIMA))
        .when(
            text.rlike(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"),
            F.from_utc_timestamp(F.to_timestamp(text, "yyyy-MM-dd'T'HH:mm:ss'Z'"), LIMA),
        )
        .when(
            text.rlike(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?$"),
            F.to_timestamp(F.substring(text, 1, 19), "yyyy-MM-dd HH:mm:ss"),
        )
        .when(text.rlike(r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}$"), F.to_timestamp(text, "dd/MM/yyyy HH:mm:ss"))
    )


def day_of(name: str) -> Column:
    return F.date_format(name, "yyyy-MM-dd")


def person_name(name: str) -> Column:
    """`Quispe Mamani, Ana` and `ANA QUISPE MAMANI` → `Ana Quispe Mamani`."""
    return F.initcap(F.regexp_replace(clean(name), r"^([^,]+), ?(.+)$", "$2 $1"))


def region(name: str) -> Column:
    """One of Peru's regions as it is spelled officially."""
    plain = F.translate(F.lower(clean(name)), ACCENTED, PLAIN)
    spellings = {each.lower().translate(str.maketrans("áéíóúñ", "aeioun")): each for each in REGIONS} | OTHER_NAMES
    return F.create_map(*[F.lit(each) for each in chain.from_iterable(spellings.items())])[plain]
