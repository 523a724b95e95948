import type { Name } from '../grammar/queryTree.ts';
import type { RelationName } from '../names.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { Token } from './tokenize.ts';
import type { TokenStream } from './tokenStream.ts';

/**
 * Words that name something only within double quotes.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html
 */
const reserved = new Set(
  `AES128 AES256 ALL ALLOWOVERWRITE ANALYSE ANALYZE AND ANY AS ASC AUTHORIZATION AZ64 BACKUP BETWEEN BINARY
   BLANKSASNULL BOTH BYTEDICT BZIP2 CASE CAST CHECK COLLATE COLUMN CONNECT CONSTRAINT CREATE CREDENTIALS CROSS
   CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_USER_ID DEFAULT DEFERRABLE DEFLATE DEFRAG DELTA
   DELTA32K DESC DISABLE DISTINCT DO ELSE EMPTYASNULL ENABLE ENCODE ENCRYPT ENCRYPTION END EXCEPT EXPLICIT FALSE FOR
   FOREIGN FREEZE FROM FULL GLOBALDICT256 GLOBALDICT64K GRANT GROUP GZIP HAVING IDENTITY IGNORE ILIKE IN INITIALLY INNER
   INTERSECT INTERVAL INTO IS ISNULL JOIN LANGUAGE LEADING LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP LUN LUNS LZO LZOP
   MINUS MOSTLY16 MOSTLY32 MOSTLY8 NATURAL NEW NOT NOTNULL NULL NULLS OFF OFFLINE OFFSET OLD ON ONLY OPEN OR ORDER OUTER
   OVERLAPS PARALLEL PARTITION PERCENT PERMISSIONS PIVOT PLACING PRIMARY RAW READRATIO RECOVER REFERENCES REJECTLOG
   RESORT RESPECT RESTORE RIGHT SELECT SESSION_USER SIMILAR SNAPSHOT SOME SYSDATE SYSTEM TABLE TAG TDES TEXT255 TEXT32K
   THEN TO TOP TRAILING TRUE TRUNCATECOLUMNS UNION UNIQUE UNNEST UNPIVOT USER USING VERBOSE WALLET WHEN WHERE
   WITH WITHOUT`.split(/\s+/),
);

/** Words that go on with the query where an alias without AS could stand. */
const continuing = new Set(['QUALIFY', 'EXCLUDE', 'SET', 'START', 'AT', 'FETCH', 'WINDOW', 'OPERATOR', 'VALUES']);

/** Whether a token can be a name as it stands. */
export function isName({ kind, value }: Token): boolean {
  return kind === 'quoted' || (kind === 'word' && !reserved.has(value));
}

/** Whether a token can be an alias that no AS stands before. */
export function isBareAlias(token: Token): boolean {
  return isName(token) && !(token.kind === 'word' && continuing.has(token.value));
}

/** Quoted names are folded too, unless the session says otherwise. */
export function foldedName(token: Token, caseSensitive: boolean): string {
  if (token.kind !== 'quoted') return token.text.toLowerCase();
  return caseSensitive ? token.value : token.value.toLowerCase();
}

/** Takes one name. @throws RedshiftError */
export function readName(stream: TokenStream): Name {
  const token = stream.peek();
  if (!isName(token)) throw stream.mismatch();
  if (token.kind === 'quoted' && token.value === '') {
    throw new RedshiftError('42601', 'zero-length delimited identifier at or near """"', token.at);
  }
  return taken(stream);
}

/** Takes one name where any word can be one: after AS, and after a dot. @throws RedshiftError */
export function readLabel(stream: TokenStream): Name {
  const { kind } = stream.peek();
  if (kind !== 'word' && kind !== 'quoted') throw stream.mismatch();
  return taken(stream);
}

function taken(stream: TokenStream): Name {
  const token = stream.advance();
  return { text: foldedName(token, stream.caseSensitive), at: token.at };
}

/** Takes `a`, `a.b`, `a.b.c` … */
export function readNames(stream: TokenStream): Name[] {
  const names = [readName(stream)];
  while (stream.is('.') && stream.peek(1).value !== '*') {
    stream.advance();
    names.push(readLabel(stream));
  }
  return names;
}

/** Takes a relation's name with what goes before it. @throws RedshiftError for more than three parts */
export function readRelationName(stream: TokenStream): RelationName {
  return relationNameOf(readNames(stream));
}

/** A relation's name from its parts, the relation last. @throws RedshiftError for more than three parts */
export function relationNameOf(parts: readonly Name[]): RelationName {
  const [name, schema, database, more] = [...parts].reverse();
  const at = parts[0]!.at;
  if (more) {
    const text = `improper qualified name (too many dotted names): ${parts.map((part) => part.text).join('.')}`;
    throw new RedshiftError('42601', text, at);
  }
  return { name: name!.text, at, ...(schema && { schema: schema.text }), ...(database && { database: database.text }) };
}
