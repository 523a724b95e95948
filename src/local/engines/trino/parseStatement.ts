import { AthenaSyntaxError } from './athenaSyntaxError.ts';
import { readAlterTable } from './hive/alterTable.ts';
import { readCreateTable } from './hive/createTable.ts';
import { readCreateDatabase, readDropDatabase, readDropTable, readRepair } from './hive/databaseStatements.ts';
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
  const tokens = tokenize(sql, 'hive');
  const second = afterSemicolon(tokens);
  if (second) {
    const text = `Only one sql statement is allowed. Got: ${sql.trim()}`;
    throw new AthenaSyntaxError('SYNTAX_ERROR', text, second.at);
  }
  const [first] = tokens;
  if (first?.kind === 'word' && unsupported.has(first.value)) {
    throw new AthenaSyntaxError('NOT_SUPPORTED', 'Queries of this type are not supported', first.at);
  }
  return readHive(sql, tokens) ?? readTrinoStatement(new TokenStream(sql, tokenize(sql)));
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

function readHive(sql: string, tokens: readonly Token[]): Statement | undefined {
  const [first, second] = tokens.map((token) => (token.kind === 'word' ? token.value : ''));
  const stream = new HiveStream(sql);
  switch (first) {
    case 'ALTER':
      return stream.accept('ALTER') ? readAlterTable(stream) : undefined;
    case 'MSCK':
      return stream.accept('MSCK') ? readRepair(stream) : undefined;
    case 'SHOW':
      return stream.accept('SHOW') ? readShow(stream) : undefined;
    case 'DESC':
    case 'DESCRIBE':
      return stream.accept(first) ? readDescribe(stream) : undefined;
    case 'CREATE':
      if (stream.accept('CREATE', 'DATABASE') || stream.accept('CREATE', 'SCHEMA')) return readCreateDatabase(stream);
      if (second !== 'EXTERNAL' && (second !== 'TABLE' || selectsAs(tokens))) return undefined;
      stream.accept('CREATE');
      return readCreateTable(stream);
    case 'DROP':
      if (stream.accept('DROP', 'DATABASE') || stream.accept('DROP', 'SCHEMA')) return readDropDatabase(stream);
      return stream.accept('DROP', 'TABLE') ? readDropTable(stream) : undefined;
    default:
      return undefined;
  }
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
