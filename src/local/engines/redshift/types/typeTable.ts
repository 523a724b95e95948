import type { RedshiftType } from './redshiftType.ts';

type TypeName = Exclude<RedshiftType['name'], 'array'>;

/** What catalogs, drivers and messages tell of a type. */
export interface TypeFacts {
  /** Its number in `pg_type`; those above 1700 other than timestamps and registered names are Redshift's own. */
  readonly oid: number;
  /** The number of the type of its arrays, where catalogs have such. */
  readonly arrayOid?: number;
  /** In bytes; where it is missing the size varies. */
  readonly size?: number;
  /** The precision that the Data API tells of columns that have none of their own. */
  readonly digits?: number;
  /** Its name in `pg_type`, where that is another one. */
  readonly short?: string;
  /** Its name in the SQL standard, where that is another one. */
  readonly long?: string;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
export const typeTable: Readonly<Record<TypeName, TypeFacts>> = {
  boolean: { oid: 16, arrayOid: 1000, size: 1, short: 'bool', digits: 1 },
  char: { oid: 18, arrayOid: 1002, size: 1, long: '"char"' },
  name: { oid: 19, arrayOid: 1003, size: 64 },
  bigint: { oid: 20, arrayOid: 1016, size: 8, short: 'int8', digits: 19 },
  smallint: { oid: 21, arrayOid: 1005, size: 2, short: 'int2', digits: 5 },
  integer: { oid: 23, arrayOid: 1007, size: 4, short: 'int4', digits: 10 },
  regproc: { oid: 24, arrayOid: 1008, size: 4 },
  text: { oid: 25, arrayOid: 1009 },
  oid: { oid: 26, arrayOid: 1028, size: 4 },
  xid: { oid: 28, size: 4 },
  real: { oid: 700, arrayOid: 1021, size: 4, short: 'float4', digits: 8 },
  'double precision': { oid: 701, arrayOid: 1022, size: 8, short: 'float8', digits: 17 },
  unknown: { oid: 705 },
  character: { oid: 1042, arrayOid: 1014, short: 'bpchar' },
  'character varying': { oid: 1043, arrayOid: 1015, short: 'varchar' },
  date: { oid: 1082, arrayOid: 1182, size: 4, digits: 13 },
  time: { oid: 1083, arrayOid: 1183, size: 8, long: 'time without time zone' },
  timestamp: { oid: 1114, arrayOid: 1115, size: 8, long: 'timestamp without time zone', digits: 29 },
  timestamptz: { oid: 1184, arrayOid: 1185, size: 8, long: 'timestamp with time zone', digits: 35 },
  'interval year to month': { oid: 1188, size: 4, short: 'intervaly2m' },
  'interval day to second': { oid: 1190, size: 8, short: 'intervald2s' },
  timetz: { oid: 1266, arrayOid: 1270, size: 12, long: 'time with time zone' },
  numeric: { oid: 1700, arrayOid: 1231 },
  regclass: { oid: 2205, arrayOid: 2210, size: 4 },
  regtype: { oid: 2206, size: 4 },
  void: { oid: 2278 },
  super: { oid: 4000 },
  varbyte: { oid: 6551, long: 'binary varying' },
};

/** One of the facts, by the types that have it. */
export function factByType<K extends keyof TypeFacts>(fact: K): [TypeName, NonNullable<TypeFacts[K]>][] {
  return (Object.entries(typeTable) as [TypeName, TypeFacts][]).flatMap(([name, facts]) => {
    const value = facts[fact];
    return value === undefined ? [] : [[name, value] as [TypeName, NonNullable<TypeFacts[K]>]];
  });
}
