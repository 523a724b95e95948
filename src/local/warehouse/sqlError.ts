import type { SqlFailureShape } from './warehouseApi.ts';

/** What a statement fails with, as Redshift tells it: a SQLSTATE, a message and where it can be said, what to do. */
export class SqlError extends Error implements SqlFailureShape {
  override readonly name = 'SqlError';
  readonly sqlState: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;

  constructor(
    sqlState: string,
    message: string,
    options: {
      readonly detail?: string | undefined;
      readonly hint?: string | undefined;
      readonly position?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.sqlState = sqlState;
    this.detail = options.detail;
    this.hint = options.hint;
    this.position = options.position;
  }
}

/** https://www.postgresql.org/docs/8.0/errcodes-appendix.html */
export const sqlStates = {
  featureNotSupported: '0A000',
  dataException: '22000',
  stringTooLong: '22001',
  invalidParameter: '22023',
  notNull: '23502',
  activeTransaction: '25001',
  noActiveTransaction: '25P01',
  inFailedTransaction: '25P02',
  invalidPassword: '28P01',
  dependentObjects: '2BP01',
  noDatabase: '3D000',
  noSchema: '3F000',
  noCursor: '34000',
  serialization: '40001',
  deadlock: '40P01',
  syntax: '42601',
  duplicateColumn: '42701',
  noColumn: '42703',
  noObject: '42704',
  duplicateObject: '42710',
  noPreparedStatement: '26000',
  wrongObjectType: '42809',
  noTable: '42P01',
  noParameter: '42P02',
  duplicateDatabase: '42P04',
  duplicateSchema: '42P06',
  duplicateTable: '42P07',
  invalidTableDefinition: '42P16',
  outOfMemory: '53200',
  diskFull: '53100',
  programLimit: '54000',
  objectInUse: '55006',
  cancelled: '57014',
  shutdown: '57P01',
  io: '58030',
  internal: 'XX000',
} as const;

export function unsupported(message: string, hint?: string): SqlError {
  return new SqlError(sqlStates.featureNotSupported, message, { hint });
}
