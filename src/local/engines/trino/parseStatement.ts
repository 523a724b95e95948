import { AthenaSyntaxError } from './athenaSyntaxError.ts';
import { readAlterTable } from './hive/alterTable.ts';
import { readCreateTable } from './hive/createTable.ts';
import {
  readAlterDatabase,
  readCreateDatabase,
  readDropDatabase,
  readDropTable,
  readRepair,
} from './hive/databaseStatements.ts';
import { HiveStream } from './hive/hiveStream.ts';
import { readDescribe, readShow } from './hive/showStatements.ts';
import { type Token, tokenize } from './lexing/tokenize.ts';
import { TokenStream } from './lexing/tokenStream.ts';
import type { Statement } from './statement.ts';
import { readTrinoStatement } from './trinoStatements.ts';

/**
 * One statement of Athena's, with or without a semicolon after it. Queries, and what writes their results, follow
 * Trino's grammar; what changes or shows the catalog follows Hive's.
 * https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
 * @throws AthenaSyntaxError in the words of the grammar that the statement belongs to
 */
export function parseStatement(sql: string): Statement {
  const hiveTokens = tokenize(sql, 'hive');
  const [first] = hiveTokens;
  if (first?.kind === 'word' && unsupported.has(first.value)) {
    throw new AthenaSyntaxError('NOT_SUPPORTED', 'Queries of this type are not supported', first.at);
  }
  const hive = hiveReader(hiveTokens);
  // A backslash in a string means something to Hive and nothing to Trino.
  const tokens = hive ? hiveTokens : tokenize(sql);
  const second = afterSemicolon(tokens);
  if (second) {
    const text = `Only one sql statement is allowed. Got: ${sql.trim()}`;
    throw new AthenaSyntaxError('SYNTAX_ERROR', text, second.at);
  }
  return hive ? hive(new HiveStream(sql)) : readTrinoStatement(new TokenStream(sql, tokens));
}

/** Statements that Trino or Hive know and Athena, or Athena without Iceberg tables, refuses. */
const unsupported = new Set(
  `ANALYZE CALL COMMENT COMMIT DELETE DENY GRANT MERGE OPTIMIZE REFRESH RESET REVOKE ROLLBACK SET START TRUNCATE UPDATE
   USE VACUUM`.split(/\s+/),
);

function afterSemicolon(tokens: readonly Token[]): Token | undefined {
  const index = tokens.findIndex(({ kind, value }) => kind === 'symbol' && value === ';');
  return index >= 0 && tokens[index + 1]?.kind !== 'end' ? tokens[index + 1] : undefined;
}

type Reader = (stream: HiveStream) => Statement;

const readers: readonly (readonly [words: readonly string[], read: Reader])[] = [
  [['ALTER', 'DATABASE'], readAlterDatabase],
  [['ALTER', 'SCHEMA'], readAlterDatabase],
  [['ALTER'], readAlterTable],
  [['MSCK'], readRepair],
  [['SHOW'], readShow],
  [['DESC'], readDescribe],
  [['DESCRIBE'], readDescribe],
  [['CREATE', 'DATABASE'], readCreateDatabase],
  [['CREATE', 'SCHEMA'], readCreateDatabase],
  [['CREATE'], readCreateTable],
  [['DROP', 'DATABASE'], readDropDatabase],
  [['DROP', 'SCHEMA'], readDropDatabase],
  [['DROP', 'TABLE'], readDropTable],
];

/** What reads a statement of Hive's; `undefined` for Trino's. */
function hiveReader(tokens: readonly Token[]): Reader | undefined {
  const word = (index: number): string => (tokens[index]?.kind === 'word' ? tokens[index].value : '');
  const found = readers.find(([words]) => words.every((each, index) => word(index) === each));
  if (!found) return undefined;
  const [words, read] = found;
  const table = word(1) === 'EXTERNAL' || (word(1) === 'TABLE' && !selectsAs(tokens));
  if (read === readCreateTable && !table) return undefined;
  return (stream) => {
    stream.accept(...words);
    return read(stream);
  };
}

/** Whether a CREATE TABLE takes its rows from a query; `STORED AS PARQUET` does not. */
function selectsAs(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => {
    const next = tokens[index + 1];
    return (
      token.kind === 'word' &&
      token.value === 'AS' &&
      tokens[index - 1]?.value !== 'STORED' &&
      next !== undefined &&
      (next.kind === 'end' || ['SELECT', 'WITH', 'VALUES', 'TABLE', '('].includes(next.value))
    );
  });
}
