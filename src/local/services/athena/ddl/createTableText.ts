import type { GlueColumn, GlueTable } from '../catalog/glueShapes.ts';

/** The statement that makes a table anew, as Hive prints it: https://docs.aws.amazon.com/athena/latest/ug/show-create-table.html */
export function createTableText(table: GlueTable): string[] {
  const storage = table.StorageDescriptor;
  const { comment, EXTERNAL: _, ...parameters } = table.Parameters ?? {};
  return [
    `CREATE EXTERNAL TABLE \`${table.DatabaseName}.${table.Name}\`(`,
    ...listed(storage?.Columns ?? []),
    ...(comment === undefined ? [] : [`COMMENT ${quoted(comment)}`]),
    ...((table.PartitionKeys ?? []).length > 0 ? ['PARTITIONED BY ( ', ...listed(table.PartitionKeys ?? [])] : []),
    ...buckets(table),
    'ROW FORMAT SERDE ',
    `  ${quoted(storage?.SerdeInfo?.SerializationLibrary ?? '')} `,
    ...properties('WITH SERDEPROPERTIES ( ', storage?.SerdeInfo?.Parameters ?? {}),
    'STORED AS INPUTFORMAT ',
    `  ${quoted(storage?.InputFormat ?? '')} `,
    'OUTPUTFORMAT ',
    `  ${quoted(storage?.OutputFormat ?? '')}`,
    'LOCATION',
    `  ${quoted(storage?.Location ?? '')}`,
    ...properties('TBLPROPERTIES (', parameters),
  ];
}

function listed(columns: readonly GlueColumn[]): string[] {
  return columns.map(({ Name, Type, Comment }, i) => {
    const end = i === columns.length - 1 ? ')' : ', ';
    return `  \`${Name}\` ${Type ?? 'string'}${Comment === undefined ? '' : ` COMMENT ${quoted(Comment)}`}${end}`;
  });
}

function buckets({ StorageDescriptor }: GlueTable): string[] {
  const columns = StorageDescriptor?.BucketColumns ?? [];
  if (columns.length === 0) return [];
  return ['CLUSTERED BY ( ', `  ${columns.join(', ')}) `, `INTO ${StorageDescriptor?.NumberOfBuckets ?? 0} BUCKETS`];
}

function properties(head: string, values: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [];
  return [
    head,
    ...entries.map(([name, value], i) => `  ${quoted(name)}=${quoted(value)}${i === entries.length - 1 ? ')' : ', '}`),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
