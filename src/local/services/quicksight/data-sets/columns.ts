/** Columns as QuickSight types them. */
import { z } from 'zod';

const subType = z.enum(['FLOAT', 'FIXED']);

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html */
export const inputColumn = z.object({
  Name: z.string().min(1).max(128),
  Id: z.string().nullish(),
  Type: z.enum(['STRING', 'INTEGER', 'DECIMAL', 'DATETIME', 'BIT', 'BOOLEAN', 'JSON', 'SEMISTRUCT']),
  SubType: subType.nullish(),
});
export type InputColumn = z.infer<typeof inputColumn>;

export type ColumnType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME';

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_OutputColumn.html */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly subType?: 'FLOAT' | 'FIXED' | undefined;
  readonly description?: string | undefined;
}

/** What a column becomes in a data set, which has no truth values: they are 0 and 1. */
export function columnOf({ Name, Type, SubType }: InputColumn): Column {
  switch (Type) {
    case 'BIT':
    case 'BOOLEAN':
      return { name: Name, type: 'INTEGER' };
    case 'JSON':
    case 'SEMISTRUCT':
      return { name: Name, type: 'STRING' };
    default:
      return { name: Name, type: Type, ...(SubType ? { subType: SubType } : {}) };
  }
}

export function describeColumn({ name, type, subType: sub, description }: Column) {
  return {
    Name: name,
    Type: type,
    ...(sub === undefined ? {} : { SubType: sub }),
    ...(description === undefined ? {} : { Description: description }),
  };
}
