/** Why queries fail: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */

/** Numbers of Athena's error catalog. */
export const errorTypes = {
  internal: 100,
  engine: 200,
  resources: 0,
  user: 1000,
  data: 1001,
  ddl: 1003,
  schema: 1004,
  syntax: 1006,
  cancelled: 1011,
  property: 1101,
  tableProperty: 1103,
  argument: 1106,
  view: 1107,
  table: 1110,
  unsupported: 1200,
  entity: 1301,
  bucket: 1306,
} as const;

export type ErrorKind = keyof typeof errorTypes;

/** A query that cannot succeed, in the words that Athena has for it. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What Hive says of a statement that its catalog refuses. */
export function ddlFailure(what: string): QueryFailure {
  return new QueryFailure(
    'ddl',
    `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${what}`,
  );
}

/** What Hive says of a statement about something that is not there. */
export function semanticFailure(number: number, what: string): QueryFailure {
  return new QueryFailure('ddl', `FAILED: SemanticException [Error ${number}]: ${what}`);
}
