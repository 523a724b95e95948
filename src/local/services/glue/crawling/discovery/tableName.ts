import { createHash } from 'node:crypto';

const longest = 255;

/**
 * The name that Glue gives to the table of a folder or file: its last part, with underscores for what a name does not
 * take. `raw/Ventas 2025/` becomes `ventas_2025`, `raw/orders.csv` becomes `orders_csv`.
 * @param path within the bucket; empty for all of it
 */
export function tableName(bucket: string, path: string, prefix: string): string {
  const last = path.split('/').filter(Boolean).at(-1) ?? bucket;
  return `${prefix}${last}`
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, longest);
}

/** The name of a second table that would have had the same: as Glue does, with a hash of where it lies. */
export function tableNameBy(name: string, location: string): string {
  const hash = createHash('md5').update(location).digest('hex');
  return `${name.slice(0, longest - hash.length - 1)}_${hash}`;
}

/** `year`, or for a level of folders without names `partition_0`. */
export function partitionKeyName(key: string | undefined, level: number): string {
  return key === undefined ? `partition_${level}` : key.replace(/[^\p{L}\p{N}_]/gu, '_');
}
