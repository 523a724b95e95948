/** Which format a file has, and its schema: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html */
import { open } from 'node:fs/promises';
import { type CsvClassifier, csvSchema } from './csvSchema.ts';
import { compressionOf, type FileHead, storedHead, unpackedHead } from './fileHead.ts';
import { type ClassifiedFile, CorruptFile, type UnknownFile } from './fileSchema.ts';
import { jsonSchema } from './jsonSchema.ts';
import { parquetSchema } from './parquetSchema.ts';

/** So much of a file is read, as Glue does. */
const headBytes = 1 << 20;
/** A JSON file that is one value alone has to be read to its end. */
const wholeJsonBytes = 32 << 20;

/** Formats that Glue knows and the local crawlers do not, by their first bytes. */
const strangers: readonly (readonly [start: string, name: string])[] = [
  ['Obj\u0001', 'Avro'],
  ['ORC', 'ORC'],
  ['BZh', 'bzip2'],
  ['PK\u0003\u0004', 'zip'],
];

/**
 * @param classifiers are asked before the built-in ones, in their order
 * @throws CorruptFile
 */
export async function classifyFile(
  file: string,
  key: string,
  classifiers: readonly CsvClassifier[],
  signal: AbortSignal,
): Promise<ClassifiedFile | UnknownFile> {
  await using handle = await open(file);
  const { bytes: start } = await storedHead(handle, 16);
  const magic = start.toString('latin1');
  if (magic.startsWith('PAR1')) return await parquetSchema(handle);
  if (/\.parquet$/i.test(key)) throw new CorruptFile('its name ends in .parquet, and it is no Parquet file');
  const stranger = strangers.find(([begins]) => magic.startsWith(begins));
  if (stranger) return { unknown: `${stranger[1]} files are not read by the local crawlers` };

  const compression = compressionOf(start);
  const read = (most: number) =>
    compression === 'none' ? storedHead(handle, most) : unpackedHead(file, compression, most, signal);
  let head = await read(headBytes);
  if (head.bytes.includes(0)) return { unknown: 'it is neither text nor of a known format' };
  const text = textOf(head);
  for (const classifier of classifiers) {
    const found = csvSchema(text, head.isComplete, classifier);
    if (found) return estimated(found, head);
  }
  if (/^\s*[[{]/.test(text)) {
    let found = jsonSchema(text, head.isComplete);
    if (!found && !head.isComplete) {
      head = await read(wholeJsonBytes);
      found = jsonSchema(textOf(head), head.isComplete);
    }
    if (found) return estimated(found, head);
  }
  const csv = csvSchema(text, head.isComplete);
  if (csv) return estimated(csv, head);
  return { unknown: 'it is neither Parquet, nor JSON, nor CSV with two columns and two rows' };
}

function textOf(head: FileHead): string {
  return head.bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** What the head holds, grown to the whole file. */
function estimated(found: ClassifiedFile, head: FileHead): ClassifiedFile {
  const { schema, records, recordBytes } = found;
  return {
    schema: { ...schema, compression: head.compression },
    records: Math.round(records / head.share),
    recordBytes: Math.round(recordBytes / head.share),
  };
}
