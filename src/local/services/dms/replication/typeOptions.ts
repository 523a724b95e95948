import type { TypeOptions } from './columnTypes.ts';
import type { TaskInput } from './replicationApi.ts';

/** What a task's endpoints say of the types in its files. */
export function typeOptions({ source, target }: TaskInput): TypeOptions {
  return {
    format: target.DataFormat,
    booleansAsBooleans: source.MapBooleanAsBoolean,
    timestampsInMilliseconds: target.ParquetTimestampInMillisecond,
  };
}
