import type { CreateExternalTable } from '../../../engines/redshift/definitions.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { hiveTypeText } from './hiveTypes.ts';

const hive = 'org.apache.hadoop.hive';
const lazy = `${hive}.serde2.lazy.LazySimpleSerDe`;
const text = {
  input: 'org.apache.hadoop.mapred.TextInputFormat',
  output: `${hive}.ql.io.HiveIgnoreKeyTextOutputFormat`,
};

/** Input format, output format and SerDe of what STORED AS names. */
const formats: Readonly<Record<string, readonly [string, string, string]>> = {
  PARQUET: [
    `${hive}.ql.io.parquet.MapredParquetInputFormat`,
    `${hive}.ql.io.parquet.MapredParquetOutputFormat`,
    `${hive}.ql.io.parquet.serde.ParquetHiveSerDe`,
  ],
  ORC: [`${hive}.ql.io.orc.OrcInputFormat`, `${hive}.ql.io.orc.OrcOutputFormat`, `${hive}.ql.io.orc.OrcSerde`],
  TEXTFILE: [text.input, text.output, lazy],
};

/** The table as the Data Catalog keeps it. @throws SqlError for formats that it cannot tell */
export function tableInput(statement: CreateExternalTable): object {
  const { storedAs, rowFormat } = statement;
  const known = typeof storedAs === 'string' ? formats[storedAs.toUpperCase()] : undefined;
  if (typeof storedAs === 'string' && !known) {
    throw new SqlError(sqlStates.featureNotSupported, `STORED AS ${storedAs} is not supported by the local warehouse`);
  }
  const [input, output, serde] = known ?? [...Object.values(storedAs as object), lazy];
  const delimited = rowFormat?.kind === 'delimited' ? rowFormat : undefined;
  const field = delimited?.fieldsTerminatedBy;
  const columnsOf = (columns: CreateExternalTable['columns']) =>
    columns.map(({ name, type }) => ({ Name: name, Type: hiveTypeText(type) }));
  return {
    Name: statement.table.name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', ...statement.properties },
    PartitionKeys: columnsOf(statement.partitionedBy),
    StorageDescriptor: {
      Columns: columnsOf(statement.columns),
      Location: statement.location,
      ...{ InputFormat: input, OutputFormat: output },
      SerdeInfo: {
        SerializationLibrary: rowFormat?.kind === 'serde' ? rowFormat.name : serde,
        Parameters:
          rowFormat?.kind === 'serde'
            ? rowFormat.properties
            : { 'serialization.format': field ?? '1', ...(field === undefined ? {} : { 'field.delim': field }) },
      },
    },
  };
}
