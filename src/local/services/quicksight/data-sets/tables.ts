/** What a data set is made of: physical tables that are read, and logical tables that they become. */
import { z } from 'zod';
import { inputColumn } from './columns.ts';

const text = z.string().min(1);

const uploadSettings = z.object({
  Format: z.enum(['CSV', 'TSV', 'CLF', 'ELF', 'XLSX', 'JSON']).nullish(),
  StartFromRow: z.coerce.number().int().min(1).nullish(),
  ContainsHeader: z.boolean().nullish(),
  TextQualifier: z.enum(['DOUBLE_QUOTE', 'SINGLE_QUOTE']).nullish(),
  Delimiter: z.string().length(1).nullish(),
});
export type UploadSettings = z.infer<typeof uploadSettings>;

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_PhysicalTable.html */
export const physicalTable = z.object({
  RelationalTable: z
    .object({
      DataSourceArn: text,
      Catalog: z.string().max(256).nullish(),
      Schema: z.string().max(256).nullish(),
      Name: text.max(256),
      InputColumns: z.array(inputColumn).min(1).max(2048),
    })
    .optional(),
  CustomSql: z
    .object({
      DataSourceArn: text,
      Name: text.max(128),
      SqlQuery: text.max(168_000),
      Columns: z.array(inputColumn).min(1).max(2048),
    })
    .optional(),
  S3Source: z
    .object({
      DataSourceArn: text,
      UploadSettings: uploadSettings.nullish(),
      InputColumns: z.array(inputColumn).min(1).max(2048),
    })
    .optional(),
  SaaSTable: z.unknown().optional(),
  FileSource: z.unknown().optional(),
});
export type PhysicalTable = z.infer<typeof physicalTable>;

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TransformOperation.html */
export const transform = z.object({
  ProjectOperation: z.object({ ProjectedColumns: z.array(text).min(1).max(2048) }).optional(),
  FilterOperation: z
    .object({ ConditionExpression: text.max(4096).nullish() })
    .loose()
    .optional(),
  CreateColumnsOperation: z
    .object({
      Columns: z
        .array(z.object({ ColumnName: text.max(128), ColumnId: text.max(64), Expression: text.max(250_000) }))
        .max(256),
    })
    .optional(),
  RenameColumnOperation: z.object({ ColumnName: text, NewColumnName: text.max(128) }).optional(),
  CastColumnTypeOperation: z
    .object({
      ColumnName: text,
      NewColumnType: z.enum(['STRING', 'INTEGER', 'DECIMAL', 'DATETIME']),
      SubType: z.enum(['FLOAT', 'FIXED']).nullish(),
      Format: z.string().max(32).nullish(),
    })
    .optional(),
  TagColumnOperation: z
    .object({
      ColumnName: text,
      Tags: z.array(
        z.object({
          ColumnGeographicRole: z.string().nullish(),
          ColumnDescription: z.object({ Text: z.string().nullish() }).nullish(),
        }),
      ),
    })
    .optional(),
  UntagColumnOperation: z.object({ ColumnName: text, TagNames: z.array(z.string()) }).optional(),
  OverrideDatasetParameterOperation: z.unknown().optional(),
});
export type Transform = z.infer<typeof transform>;

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_LogicalTable.html */
export const logicalTable = z.object({
  Alias: text.max(64),
  DataTransforms: z.array(transform).max(2048).nullish(),
  Source: z.object({
    PhysicalTableId: text.max(64).nullish(),
    DataSetArn: text.nullish(),
    JoinInstruction: z
      .object({
        LeftOperand: text,
        RightOperand: text,
        Type: z.enum(['INNER', 'OUTER', 'LEFT', 'RIGHT']),
        OnClause: text.max(512),
      })
      .loose()
      .nullish(),
  }),
});
export type LogicalTable = z.infer<typeof logicalTable>;

const key = z.string().regex(/^[0-9a-zA-Z-]{1,64}$/, 'must be 1 to 64 letters, digits and hyphens');

export const physicalTableMap = z.record(key, physicalTable);
export const logicalTableMap = z.record(key, logicalTable);
export type PhysicalTableMap = z.infer<typeof physicalTableMap>;
export type LogicalTableMap = z.infer<typeof logicalTableMap>;
