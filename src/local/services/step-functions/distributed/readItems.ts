/** ItemReader; https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html. */
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { textOfBody } from '../integrations/sdkShapes.ts';
import type { ItemReader } from '../interpreter/asl.ts';
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import { parseCsv } from './csv.ts';

/** @throws StatesError States.ItemReaderFailed */
export async function readItems(
  kernel: Kernel,
  region: string,
  reader: ItemReader,
  parameters: Json,
  maxItems: number,
  signal: AbortSignal,
): Promise<Json[]> {
  const where = isObject(parameters) ? parameters : {};
  try {
    if (/:s3:listObjectsV2$/.test(reader.Resource)) return await listObjects(kernel, region, where, maxItems, signal);
    if (!/:s3:getObject$/.test(reader.Resource)) throw failed(`The resource ${reader.Resource} cannot be read.`);
    const object = await kernel.call<{ Body?: unknown }>('s3', 'GetObject', where, { region, signal });
    return itemsOf(await textOfBody(object.Body), reader).slice(0, maxItems);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw failed(`${error.code}: ${error.message}`);
  }
}

async function listObjects(
  kernel: Kernel,
  region: string,
  where: JsonObject,
  maxItems: number,
  signal: AbortSignal,
): Promise<Json[]> {
  const items: Json[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await kernel.call<{
      Contents?: readonly { Key?: string; Size?: number; ETag?: string; LastModified?: Date; StorageClass?: string }[];
      NextContinuationToken?: string;
    }>('s3', 'ListObjectsV2', { ...where, ...(ContinuationToken ? { ContinuationToken } : {}) }, { region, signal });
    for (const each of page.Contents ?? []) {
      items.push({
        Etag: each.ETag ?? '',
        Key: each.Key ?? '',
        LastModified: Math.floor(new Date(each.LastModified ?? 0).getTime() / 1000),
        Size: each.Size ?? 0,
        StorageClass: each.StorageClass ?? 'STANDARD',
      });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken && items.length < maxItems);
  return items.slice(0, maxItems);
}

const delimiters: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** The items of a file's text, by the reader's InputType. */
export function itemsOf(text: string, reader: ItemReader): Json[] {
  const config = reader.ReaderConfig;
  switch (config?.InputType) {
    case 'CSV':
      return rowsOf(text, config);
    case 'JSONL':
      return text
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map(parse);
    case 'JSON': {
      const value = parse(text);
      if (!Array.isArray(value)) throw failed('Attempting to map over non-iterable node.');
      return value;
    }
    default:
      throw failed(`The local endpoint does not read items of the InputType ${config?.InputType}.`);
  }
}

function rowsOf(text: string, config: NonNullable<ItemReader['ReaderConfig']>): Json[] {
  const records = parseCsv(text, delimiters[config.CSVDelimiter ?? 'COMMA'] ?? ',');
  const headers = config.CSVHeaderLocation === 'GIVEN' ? (config.CSVHeaders ?? []) : (records.shift() ?? []);
  return records.map((record) => Object.fromEntries(headers.map((name, i) => [name, record[i] ?? ''])));
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw failed(`The item source is not JSON: ${(error as Error).message}`);
  }
}

function failed(cause: string): StatesError {
  return new StatesError('States.ItemReaderFailed', cause);
}
