/** What Athena reads of Glue's answers: https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html. */

export interface GlueColumn {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
}

export interface GlueStorage {
  readonly Columns?: readonly GlueColumn[];
  readonly Location?: string;
  readonly InputFormat?: string;
  readonly OutputFormat?: string;
  readonly Compressed?: boolean;
  readonly NumberOfBuckets?: number;
  readonly SerdeInfo?: {
    readonly SerializationLibrary?: string;
    readonly Parameters?: Readonly<Record<string, string>>;
  };
  readonly BucketColumns?: readonly string[];
  readonly Parameters?: Readonly<Record<string, string>>;
}

export interface GlueTable {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly Description?: string;
  readonly Owner?: string;
  readonly TableType?: string;
  readonly CreateTime?: Date;
  readonly UpdateTime?: Date;
  readonly Retention?: number;
  readonly StorageDescriptor?: GlueStorage;
  readonly PartitionKeys?: readonly GlueColumn[];
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly ViewOriginalText?: string;
  readonly ViewExpandedText?: string;
}

export interface GluePartition {
  readonly Values: readonly string[];
  readonly StorageDescriptor?: GlueStorage;
  readonly Parameters?: Readonly<Record<string, string>>;
}

export interface GlueDatabase {
  readonly Name: string;
  readonly Description?: string;
  readonly LocationUri?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
}
