import { quoteText } from '../../../../core/sqlQuoting.ts';
import { readRelationName } from '../lexing/names.ts';
import { tokenize } from '../lexing/tokenize.ts';
import { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import { isInteger, isText } from '../types/typeGroups.ts';
import { plainTypeText } from '../types/typeNames.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** The catalog that each kind of number counts in, and its columns of number, name and schema. */
const catalogs: Readonly<Record<string, { readonly table: string; readonly name: string; readonly schema: string }>> = {
  regclass: { table: 'pg_class', name: 'relname', schema: 'relnamespace' },
  regtype: { table: 'pg_type', name: 'typname', schema: 'typnamespace' },
  regproc: { table: 'pg_proc', name: 'proname', schema: 'pronamespace' },
};

/** `'public.sales'::regclass` is the table's number, and `c.oid::regclass` its name. */
export function regclassCast(value: Written, type: RedshiftType, at: number, writer: Writer): Written {
  const catalog = catalogs[type.name]!;
  const relation = (name: string): string => {
    const found = writer.relation({ schema: 'pg_catalog', name, at });
    if (!found) throw new RedshiftError('42P01', `relation "pg_catalog.${name}" does not exist`, at);
    return found.sql;
  };
  if (value.literal !== undefined && !/^\d+$/.test(value.literal)) {
    const name = readRelationName(new TokenStream(value.literal, tokenize(value.literal)));
    const found = type.name === 'regclass' ? writer.relation(name) : undefined;
    if (type.name === 'regclass' && !found)
      throw new RedshiftError('42P01', `relation "${value.literal}" does not exist`, at);
    const schema = found?.schema ?? name.schema;
    const within =
      schema === undefined
        ? ''
        : ` AND c.${catalog.schema} = (SELECT n.oid FROM ${relation('pg_namespace')} n WHERE n.nspname = ${quoteText(schema)})`;
    const sql = `(SELECT c.oid FROM ${relation(catalog.table)} c WHERE c.${catalog.name} = ${quoteText(found?.name ?? name.name)}${within} LIMIT 1)`;
    return written(sql, { name: 'oid' });
  }
  if (isInteger(value.type) || value.literal !== undefined) {
    const number = value.literal ?? value.sql;
    const sql = `coalesce((SELECT c.${catalog.name} FROM ${relation(catalog.table)} c WHERE c.oid = ${number} LIMIT 1), CAST(${number} AS VARCHAR))`;
    return written(sql, type);
  }
  if (isText(value.type)) {
    return written(
      `(SELECT c.oid FROM ${relation(catalog.table)} c WHERE c.${catalog.name} = split_part(${value.sql}, '.', -1) LIMIT 1)`,
      { name: 'oid' },
    );
  }
  throw new RedshiftError('42846', `cannot cast type ${plainTypeText(value.type)} to ${type.name}`, at);
}
