"""The full load as AWS DMS leaves it in S3: typed Parquet, times without a zone as in the database."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .orders import Order


def parquet_file(orders: Sequence[Order]) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ImportError("The full load needs pyarrow: pip install pyarrow, or use --history jsonl") from error
    table = pa.table(
        {
            "op": pa.array([each.op for each in orders], pa.string()),
            "order_id": pa.array([each.order_id for each in orders], pa.int64()),
            "customer_id": pa.array([each.customer_id for each in orders], pa.int64()),
            "product_id": pa.array([each.product_id for each in orders], pa.string()),
            "quantity": pa.array([each.quantity for each in orders], pa.int32()),
            "amount": pa.array(
                [None if each.cents is None else Decimal(each.cents).scaleb(-2) for each in orders],
                pa.decimal128(14, 2),
            ),
            "order_date": pa.array([each.ordered for each in orders], pa.timestamp("us")),
            "updated_at": pa.array([each.updated for each in orders], pa.timestamp("us")),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="snappy")
    return buffer.getvalue()
