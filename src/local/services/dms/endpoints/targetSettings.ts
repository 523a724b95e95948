/** https://docs.aws.amazon.com/dms/latest/APIReference/API_S3Settings.html */
import { z } from 'zod';
import { validationMessage } from '../../../server/validationMessage.ts';
import { invalidCombination, invalidValue } from '../dmsOperation.ts';

/** True and false, as the API has them and as attributes do. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', 'y', 'yes'], falsy: ['false', 'n', 'no'] })]);
const whole = z.coerce.number().int();
/** As a command line writes characters that are hard to type. */
const character = z.string().transform((text) => text.replaceAll('\\t', '\t').replaceAll('\\n', '\n'));

const upper = (text: unknown) => (typeof text === 'string' ? text.toUpperCase() : text);
const lower = (text: unknown) => (typeof text === 'string' ? text.toLowerCase() : text);

const schema = z.object({
  BucketName: z.string().min(1),
  BucketFolder: z
    .string()
    .transform((folder) => folder.replace(/^\/+|\/+$/g, ''))
    .optional(),
  DataFormat: z.preprocess(lower, z.enum(['csv', 'parquet'])).default('csv'),
  CompressionType: z.preprocess(lower, z.enum(['none', 'gzip'])).default('none'),
  TimestampColumnName: z.string().optional(),
  IncludeOpForFullLoad: flag.default(false),
  CdcInsertsOnly: flag.default(false),
  CdcInsertsAndUpdates: flag.default(false),
  DatePartitionEnabled: flag.default(false),
  DatePartitionSequence: z
    .preprocess(upper, z.enum(['YYYYMMDD', 'YYYYMMDDHH', 'YYYYMM', 'MMYYYYDD', 'DDMMYYYY']))
    .default('YYYYMMDD'),
  DatePartitionDelimiter: z.preprocess(upper, z.enum(['SLASH', 'UNDERSCORE', 'DASH', 'NONE'])).default('SLASH'),
  /** In seconds. */
  CdcMaxBatchInterval: whole.min(1).default(60),
  /** In KB, as is the next. */
  CdcMinFileSize: whole.min(1).default(32_000),
  MaxFileSize: whole.min(1).max(1_048_576).default(1_048_576),
  ParquetTimestampInMillisecond: flag.default(false),
  UseTaskStartTimeForFullLoadTimestamp: flag.default(false),
  AddColumnName: flag.default(false),
  CsvDelimiter: character.default(','),
  CsvRowDelimiter: character.default('\n'),
  CsvNullValue: z.string().default('NULL'),
  Rfc4180: flag.default(true),
  ServiceAccessRoleArn: z.string().optional(),
  RowGroupLength: whole.optional(),
});

export type TargetSettings = z.infer<typeof schema>;

/** Encryption, encodings and owners are kept and change nothing here. */
const ignored: ReadonlySet<string> = new Set([
  'CannedAclForObjects',
  'CsvNoSupValue',
  'DataPageSize',
  'DictPageSizeLimit',
  'EnableStatistics',
  'EncodingType',
  'EncryptionMode',
  'ExpectedBucketOwner',
  'ParquetVersion',
  'ServerSideEncryptionKmsKeyId',
  'UseCsvNoSupValue',
]);
/** Taken when they ask for what is done anyway. */
const offOnly: readonly string[] = ['PreserveTransactions', 'GlueCatalogGeneration', 'AddTrailingPaddingCharacter'];
const unset: readonly string[] = ['CdcPath', 'ExternalTableDefinition', 'DatePartitionTimezone', 'IgnoreHeaderRows'];

/**
 * An S3 target's settings with the defaults that DMS documents.
 * @throws Fault InvalidParameterValueException that names what is missing, wrong or not done here
 */
export function readTargetSettings(given: Readonly<Record<string, unknown>>): TargetSettings {
  const present = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
  for (const name of Object.keys(present)) {
    if (offOnly.includes(name) && /^(false|n|no)$/i.test(String(present[name]))) continue;
    if (unset.includes(name) && ['', '0'].includes(String(present[name]))) continue;
    if (Object.hasOwn(schema.shape, name) || ignored.has(name)) continue;
    throw invalidValue(`S3Settings: the local endpoint does not do ${name}.`);
  }
  const parsed = schema.safeParse(present);
  if (!parsed.success) throw invalidValue(`S3Settings: ${validationMessage(parsed.error, present)}`);
  const settings = parsed.data;
  if (settings.CdcInsertsOnly && settings.CdcInsertsAndUpdates) {
    throw invalidCombination(
      "CdcInsertsOnly and CdcInsertsAndUpdates can't both be set to true for the same endpoint.",
    );
  }
  if (settings.CsvRowDelimiter !== '\n') {
    throw invalidValue('S3Settings: the local endpoint writes CsvRowDelimiter \\n only.');
  }
  if (settings.DataFormat === 'csv' && !settings.Rfc4180) {
    throw invalidValue('S3Settings: the local endpoint writes CSV by RFC 4180 only; leave Rfc4180 true.');
  }
  return settings;
}
