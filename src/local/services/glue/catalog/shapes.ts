/** Inputs of the Data Catalog: https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html and its kin. */
import { z } from 'zod';

const text = z.string().optional();
const strings = z.array(z.string()).optional();

/** Glue folds the names of databases and tables to lower case. */
export const catalogName = z
  .string()
  .min(1)
  .max(255)
  .transform((name) => name.toLowerCase());

export const parameters = z.record(z.string(), z.string()).optional();

/** Over the wire a time is epoch seconds; between local services it is a Date. Kept as milliseconds. */
export const timestamp = z.union([
  z.date().transform((date) => date.getTime()),
  z.number().transform((seconds) => Math.round(seconds * 1000)),
  z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso)),
]);

export const column = z.object({
  Name: z.string().min(1).max(255),
  Type: z.string().max(131_072).optional(),
  Comment: z.string().max(255).optional(),
  Parameters: parameters,
});

export const storageDescriptor = z.object({
  Columns: z.array(column).optional(),
  Location: text,
  AdditionalLocations: strings,
  InputFormat: text,
  OutputFormat: text,
  Compressed: z.boolean().default(false),
  NumberOfBuckets: z.number().int().default(0),
  SerdeInfo: z.object({ Name: text, SerializationLibrary: text, Parameters: parameters }).optional(),
  BucketColumns: strings,
  SortColumns: z.array(z.object({ Column: z.string(), SortOrder: z.number().int() })).optional(),
  Parameters: parameters,
  SkewedInfo: z
    .object({
      SkewedColumnNames: strings,
      SkewedColumnValues: strings,
      SkewedColumnValueLocationMaps: parameters,
    })
    .optional(),
  StoredAsSubDirectories: z.boolean().default(false),
  SchemaReference: z.unknown().optional(),
});

export const databaseInput = z.object({
  Name: catalogName,
  Description: z.string().max(2048).optional(),
  LocationUri: text,
  Parameters: parameters,
  CreateTableDefaultPermissions: z.array(z.unknown()).optional(),
  TargetDatabase: z.record(z.string(), z.string()).optional(),
  FederatedDatabase: z.unknown().optional(),
});

export const tableInput = z.object({
  Name: catalogName,
  Description: z.string().max(2048).optional(),
  Owner: text,
  LastAccessTime: timestamp.optional(),
  LastAnalyzedTime: timestamp.optional(),
  Retention: z.number().int().default(0),
  StorageDescriptor: storageDescriptor.optional(),
  PartitionKeys: z.array(column).default([]),
  ViewOriginalText: text,
  ViewExpandedText: text,
  TableType: text,
  Parameters: parameters,
  TargetTable: z.record(z.string(), z.string()).optional(),
  ViewDefinition: z.unknown().optional(),
});

export const partitionInput = z.object({
  Values: z.array(z.string().max(1024)).default([]),
  LastAccessTime: timestamp.optional(),
  StorageDescriptor: storageDescriptor.optional(),
  Parameters: parameters,
  LastAnalyzedTime: timestamp.optional(),
});

export const partitionIndex = z.object({ Keys: z.array(z.string()).min(1), IndexName: z.string().min(1).max(255) });

export type Column = z.infer<typeof column>;
export type StorageDescriptor = z.infer<typeof storageDescriptor>;
export type TableInput = z.infer<typeof tableInput>;
export type PartitionInput = z.infer<typeof partitionInput>;
export type DatabaseInput = z.infer<typeof databaseInput>;

/** A database as it is kept; times are milliseconds. */
export interface Database extends DatabaseInput {
  readonly CreateTime: number;
}

/** A table as it is kept. */
export interface Table extends TableInput {
  readonly CreateTime: number;
  readonly UpdateTime: number;
  readonly VersionId: number;
  readonly CreatedBy: string;
  readonly Indexes?: readonly z.infer<typeof partitionIndex>[];
}

/** A partition as it is kept. */
export interface Partition extends PartitionInput {
  readonly CreationTime: number;
}
