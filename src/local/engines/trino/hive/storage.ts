import type { HiveStorage } from '../statement.ts';
import { readProperties } from './columns.ts';
import type { HiveStream } from './hiveStream.ts';

interface Format {
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serializationLibrary: string;
}

const hive = 'org.apache.hadoop.hive';
const lazySimple = `${hive}.serde2.lazy.LazySimpleSerDe`;
const text = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: `${hive}.ql.io.HiveIgnoreKeyTextOutputFormat`,
};

/** What `STORED AS` names stand for. https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html */
const formats: Readonly<Record<string, Format>> = {
  TEXTFILE: { ...text, serializationLibrary: lazySimple },
  JSONFILE: { ...text, serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
  PARQUET: {
    inputFormat: `${hive}.ql.io.parquet.MapredParquetInputFormat`,
    outputFormat: `${hive}.ql.io.parquet.MapredParquetOutputFormat`,
    serializationLibrary: `${hive}.ql.io.parquet.serde.ParquetHiveSerDe`,
  },
  ORC: {
    inputFormat: `${hive}.ql.io.orc.OrcInputFormat`,
    outputFormat: `${hive}.ql.io.orc.OrcOutputFormat`,
    serializationLibrary: `${hive}.ql.io.orc.OrcSerde`,
  },
  AVRO: {
    inputFormat: `${hive}.ql.io.avro.AvroContainerInputFormat`,
    outputFormat: `${hive}.ql.io.avro.AvroContainerOutputFormat`,
    serializationLibrary: `${hive}.serde2.avro.AvroSerDe`,
  },
  SEQUENCEFILE: {
    inputFormat: 'org.apache.hadoop.mapred.SequenceFileInputFormat',
    outputFormat: `${hive}.ql.io.HiveSequenceFileOutputFormat`,
    serializationLibrary: lazySimple,
  },
  RCFILE: {
    inputFormat: `${hive}.ql.io.RCFileInputFormat`,
    outputFormat: `${hive}.ql.io.RCFileOutputFormat`,
    serializationLibrary: `${hive}.serde2.columnar.LazyBinaryColumnarSerDe`,
  },
  ION: {
    inputFormat: 'com.amazon.ionhiveserde.formats.IonInputFormat',
    outputFormat: 'com.amazon.ionhiveserde.formats.IonOutputFormat',
    serializationLibrary: 'com.amazon.ionhiveserde.IonHiveSerDe',
  },
};

/** What `ROW FORMAT` and `STORED AS` have said so far. */
export interface StorageClauses {
  serde?: string;
  parameters?: Record<string, string>;
  format?: Format;
}

/** Reads one of the storage clauses; `false` when none comes next. @throws AthenaSyntaxError */
export function readStorageClause(stream: HiveStream, clauses: StorageClauses): boolean {
  if (stream.accept('ROW', 'FORMAT', 'SERDE')) clauses.serde = stream.string('serde name');
  else if (stream.accept('ROW', 'FORMAT', 'DELIMITED')) clauses.parameters = readDelimiters(stream);
  else if (stream.accept('WITH', 'SERDEPROPERTIES')) {
    clauses.parameters = { ...clauses.parameters, ...readProperties(stream, 'serde properties') };
  } else if (stream.accept('STORED', 'AS')) clauses.format = readFormat(stream);
  else return false;
  return true;
}

const delimiters: readonly (readonly [readonly string[], string])[] = [
  [['FIELDS', 'TERMINATED', 'BY'], 'field.delim'],
  [['ESCAPED', 'BY'], 'escape.delim'],
  [['COLLECTION', 'ITEMS', 'TERMINATED', 'BY'], 'collection.delim'],
  [['MAP', 'KEYS', 'TERMINATED', 'BY'], 'mapkey.delim'],
  [['LINES', 'TERMINATED', 'BY'], 'line.delim'],
  [['NULL', 'DEFINED', 'AS'], 'serialization.null.format'],
];

function readDelimiters(stream: HiveStream): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (;;) {
    const found = delimiters.find(([words]) => stream.accept(...words));
    if (!found) return parameters;
    parameters[found[1]] = stream.string('row format');
    if (found[1] === 'field.delim') parameters['serialization.format'] = parameters[found[1]]!;
  }
}

function readFormat(stream: HiveStream): Format {
  if (stream.accept('INPUTFORMAT')) {
    const inputFormat = stream.string('file format specification');
    stream.expect('file format specification', 'OUTPUTFORMAT');
    const outputFormat = stream.string('file format specification');
    return { inputFormat, outputFormat, serializationLibrary: lazySimple };
  }
  const format = formats[stream.peek().value];
  if (!format) throw stream.unrecognized('file format specification');
  stream.advance();
  return format;
}

/** The storage that the clauses make together; text files with control characters between fields if none was given. */
export function storageOf(clauses: StorageClauses): HiveStorage {
  const format = clauses.format ?? formats.TEXTFILE!;
  return {
    inputFormat: format.inputFormat,
    outputFormat: format.outputFormat,
    serializationLibrary: clauses.serde ?? format.serializationLibrary,
    serdeParameters: { 'serialization.format': '1', ...clauses.parameters },
  };
}
