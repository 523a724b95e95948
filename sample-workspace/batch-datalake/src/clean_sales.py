"""Limpia los lotes de ventas (CSV en raw/) y los deja como Parquet particionado por fecha en processed/.

Es un trabajo de AWS Glue Python Shell (Python 3.9, library-set=analytics). Reglas:

* Lo que solo está mal escrito se arregla: espacios, mayúsculas, tildes de la región, separadores de miles, dos formatos
  de fecha.
* Lo que no se puede arreglar va a cuarentena con el motivo, el archivo y la línea.
* De un pedido repetido vale la última versión recibida (archivo, luego línea).
* Se lee y se convierte todo antes de escribir nada; lo nuevo se sube completo a staging/ y solo entonces reemplaza a lo
  anterior, una partición a la vez y con nombres fijos. Un fallo no deja nada a medias y repetir el trabajo da lo mismo.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sys
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import awswrangler as wr
import boto3
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from awsglue.utils import getResolvedOptions

COLUMNS = [
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
REGIONS = {"andina": "Andina", "caribe": "Caribe", "pacifica": "Pacífica", "orinoquia": "Orinoquía", "amazonia": "Amazonía"}

# La fecha no está aquí: es la partición.
SCHEMA = pa.schema(
    [
        ("pedido_id", pa.string()),
        ("cliente_id", pa.string()),
        ("region", pa.string()),
        ("producto", pa.string()),
        ("categoria", pa.string()),
        ("cantidad", pa.int32()),
        ("precio_unitario", pa.decimal128(12, 2)),
        ("total", pa.decimal128(14, 2)),
        ("canal", pa.string()),
        ("archivo_origen", pa.string()),
    ]
)

log = logging.getLogger("clean_sales")


def main() -> None:
    args = getResolvedOptions(
        sys.argv,
        ["bucket", "raw_prefix", "processed_prefix", "quarantine_prefix", "report_prefix", "max_rechazo", "ejecucion"],
    )
    logging.basicConfig(stream=sys.stdout, format="%(asctime)s %(levelname)s %(message)s", force=True)
    log.setLevel(logging.INFO)

    raw = read_batches(args["bucket"], args["raw_prefix"])
    checked = check(raw)
    rejected = checked[checked["motivo"] != ""]
    accepted = checked[checked["motivo"] == ""]
    clean = latest_version(accepted)

    summary = {
        "ejecucion": args["ejecucion"],
        "archivos": int(raw["archivo_origen"].nunique()),
        "leidas": len(raw),
        "limpias": len(clean),
        "duplicadas": len(accepted) - len(clean),
        "rechazadas": len(rejected),
        "motivos": {reason: int(count) for reason, count in sorted(rejected["motivo"].value_counts().items())},
        "particiones": sorted(clean["fecha_pedido"].unique()),
        "total_ventas": str(sum(clean["total"], Decimal("0.00"))),
    }
    log.info("Resumen: %s", json.dumps(summary, ensure_ascii=False))
    refuse_bad_batch(summary, float(args["max_rechazo"]))

    partitions = {
        f"{args['processed_prefix']}fecha_pedido={day}/ventas.snappy.parquet": to_parquet(rows)
        for day, rows in clean.groupby("fecha_pedido")
    }
    quarantine = {
        f"{args['quarantine_prefix']}{name}": to_csv(rows) for name, rows in rejected.groupby("archivo_origen")
    }
    publish(args["bucket"], args["ejecucion"], args["processed_prefix"], partitions)
    publish(args["bucket"], args["ejecucion"], args["quarantine_prefix"], quarantine)
    boto3.client("s3").put_object(
        Bucket=args["bucket"],
        Key=f"{args['report_prefix']}{args['ejecucion']}.json",
        Body=json.dumps(summary, ensure_ascii=False).encode("utf-8"),
        ContentType="application/json",
    )
    log.info("Listo: %d particiones en s3://%s/%s", len(partitions), args["bucket"], args["processed_prefix"])


def read_batches(bucket: str, prefix: str) -> pd.DataFrame:
    """Todas las filas de los CSV bajo el prefijo, como texto, con su archivo y su línea, en el orden en que llegaron."""
    paths = sorted(wr.s3.list_objects(f"s3://{bucket}/{prefix}", suffix=".csv"))
    if not paths:
        raise ValueError(f"No hay archivos CSV en s3://{bucket}/{prefix}")
    return pd.concat([read_batch(path) for path in paths], ignore_index=True)


def read_batch(path: str) -> pd.DataFrame:
    name = path.rsplit("/", 1)[-1]
    try:
        rows = wr.s3.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(f"{name}: no es un CSV legible ({error})") from error
    missing = [column for column in COLUMNS if column not in rows.columns]
    if missing:
        raise ValueError(f"{name}: faltan las columnas {', '.join(missing)}; llegaron {', '.join(rows.columns)}")
    rows = rows[COLUMNS].copy()
    # Una fila más corta que el encabezado deja huecos, no texto vacío.
    rows = rows.fillna("")
    rows["archivo_origen"] = name
    rows["linea"] = range(2, len(rows) + 2)
    log.info("%s: %d filas", name, len(rows))
    return rows


def check(raw: pd.DataFrame) -> pd.DataFrame:
    """Las mismas filas con los valores limpios y `motivo`: vacío si la fila sirve, si no el primer defecto hallado."""
    # Como objetos: las columnas pasan de texto a números exactos, y pandas no debe volverlas coma flotante.
    rows = raw.astype({column: object for column in COLUMNS})
    for column in COLUMNS:
        rows[column] = rows[column].str.strip()
    found = {
        "fecha": each(rows["fecha_pedido"], parse_date),
        "region": each(rows["region"], parse_region),
        "cantidad": each(rows["cantidad"], parse_quantity),
        "precio": each(rows["precio_unitario"], parse_amount),
    }
    reasons = [
        ("pedido_id vacío", rows["pedido_id"] == ""),
        ("fecha inválida", found["fecha"].isna()),
        ("cantidad inválida", found["cantidad"].isna()),
        ("cantidad no positiva", each(found["cantidad"], not_positive).astype(bool)),
        ("precio inválido", found["precio"].isna()),
        ("precio no positivo", each(found["precio"], not_positive).astype(bool)),
        ("región desconocida", found["region"].isna()),
    ]
    rows["motivo"] = ""
    for reason, failed in reasons:
        rows.loc[failed & (rows["motivo"] == ""), "motivo"] = reason

    good = rows["motivo"] == ""
    rows.loc[good, "fecha_pedido"] = found["fecha"][good]
    rows.loc[good, "region"] = found["region"][good]
    rows.loc[good, "cantidad"] = found["cantidad"][good]
    rows.loc[good, "precio_unitario"] = found["precio"][good]
    rows.loc[good, "canal"] = rows.loc[good, "canal"].str.lower()
    rows["total"] = pd.Series(None, index=rows.index, dtype=object)
    rows.loc[good, "total"] = rows.loc[good, "cantidad"] * rows.loc[good, "precio_unitario"]
    return rows


def each(column: pd.Series, parse: Callable[[str], object]) -> pd.Series:
    return pd.Series([parse(value) for value in column], index=column.index, dtype=object)


def latest_version(rows: pd.DataFrame) -> pd.DataFrame:
    """Una fila por pedido: la última que llegó."""
    ordered = rows.sort_values(["archivo_origen", "linea"])
    return ordered.drop_duplicates("pedido_id", keep="last").sort_values("pedido_id")


def parse_date(text: str) -> str | None:
    """AAAA-MM-DD; se acepta también DD/MM/AAAA."""
    day_first = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    iso = "-".join(reversed(day_first.groups())) if day_first else text
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
        return None
    parsed = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    return None if pd.isna(parsed) else iso


def parse_region(text: str) -> str | None:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    return REGIONS.get(plain)


def parse_quantity(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None


def parse_amount(text: str) -> Decimal | None:
    """Un valor en pesos con `,` de miles y `.` decimal, con o sin `$`."""
    bare = re.sub(r"^\$\s*", "", text)
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d{1,10})(\.\d{1,2})?", bare):
        return None
    return Decimal(bare.replace(",", "")).quantize(Decimal("0.01"))


def not_positive(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and value <= 0


def refuse_bad_batch(summary: dict, limit: float) -> None:
    """Un lote casi todo malo es un error de origen: mejor quedarse con los datos de ayer."""
    ratio = summary["rechazadas"] / summary["leidas"] if summary["leidas"] else 1.0
    if summary["limpias"] == 0 or ratio > limit:
        raise ValueError(
            f"Lote rechazado: {summary['rechazadas']} de {summary['leidas']} filas son inválidas (máximo {limit:.0%})"
        )


def to_parquet(rows: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(rows[SCHEMA.names], schema=SCHEMA, preserve_index=False)
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="snappy")
    return buffer.getvalue()


def to_csv(rows: pd.DataFrame) -> bytes:
    text = rows.sort_values("linea")[["linea", "motivo", *COLUMNS]].to_csv(index=False, quoting=csv.QUOTE_MINIMAL)
    return text.encode("utf-8")


def publish(bucket: str, run: str, prefix: str, objects: dict[str, bytes]) -> None:
    """Deja bajo `prefix` exactamente estos objetos; lo que aún se leía de antes se retira al final."""
    s3 = boto3.client("s3")
    staged = {key: f"staging/{run}/{key}" for key in objects}
    try:
        for key, body in objects.items():
            s3.put_object(Bucket=bucket, Key=staged[key], Body=body)
        for key in objects:
            s3.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": staged[key]})
    finally:
        for key in staged.values():
            s3.delete_object(Bucket=bucket, Key=key)
    for path in wr.s3.list_objects(f"s3://{bucket}/{prefix}"):
        key = path.split("/", 3)[3]
        if key not in objects:
            s3.delete_object(Bucket=bucket, Key=key)


if __name__ == "__main__":
    main()
