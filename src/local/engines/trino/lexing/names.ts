import type { TableName } from '../statement.ts';
import type { Token } from './tokenize.ts';
import type { TokenStream } from './tokenStream.ts';

/** Words that Trino's grammar keeps for itself: they name something only within double quotes. */
const reserved = new Set(
  `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH CURRENT_ROLE
   CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE
   EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN
   JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP
   NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE
   UNION UNNEST USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** Whether a token can be a name as it stands. */
export function isName(token: Token): boolean {
  return token.kind === 'quoted' || (token.kind === 'word' && !reserved.has(token.value));
}

/** A name's own text: folded to lower case unless it is kept as it was written. */
export function nameOf(token: Token): string {
  return token.kind === 'word' ? token.text : token.value;
}

/** Takes one name. @throws AthenaSyntaxError */
export function readName(stream: TokenStream): Token {
  if (!isName(stream.peek())) throw stream.mismatch('<identifier>');
  return stream.advance();
}

/** Takes `a`, `a.b` or `a.b.c`. */
export function readQualifiedName(stream: TokenStream): Token[] {
  const parts = [readName(stream)];
  while (stream.accept('.')) parts.push(readName(stream));
  return parts;
}

/** Takes a table's name with what goes before it. @throws AthenaSyntaxError for more than three parts */
export function readTableName(stream: TokenStream): TableName {
  const parts = readQualifiedName(stream);
  return tableNameOf(parts.map((part) => nameOf(part)));
}

/** A table's name from its parts, the table last. */
export function tableNameOf(parts: readonly string[]): TableName {
  const [table = '', database, catalog] = parts.map((part) => part.toLowerCase()).reverse();
  return { ...(catalog !== undefined && { catalog }), ...(database !== undefined && { database }), table };
}
