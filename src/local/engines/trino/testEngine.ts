import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { athenaError } from './athenaError.ts';
import { parseType } from './grammar/parseType.ts';
import { tokenize } from './lexing/tokenize.ts';
import { TokenStream } from './lexing/tokenStream.ts';
import { macros } from './macros.ts';
import { parseStatement } from './parseStatement.ts';
import type { HiveColumn } from './statement.ts';
import { translate } from './translate.ts';
import type { CatalogTable, Translation } from './translation.ts';
import { hiveToDuckDb } from './types/catalogType.ts';
import { duckDbType } from './types/duckDbType.ts';

/** For this folder's tests: queries as a user writes them, run by a DuckDB in memory over tables made here. */
export class TestEngine {
  readonly #connection: DuckDBConnection;
  readonly #tables = new Map<string, readonly HiveColumn[]>();

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async start(): Promise<TestEngine> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const statement of macros) await connection.run(statement);
    await connection.run('CREATE SCHEMA lake');
    return new TestEngine(connection);
  }

  /** @param columns `name type` each, in Hive's types */
  async table(name: string, columns: readonly string[], ...rows: readonly string[]): Promise<void> {
    const hive = columns.map((column) => {
      const [, label = '', type = ''] = /^(\S+) (.+)$/.exec(column) ?? [];
      return { name: label, type };
    });
    this.#tables.set(name, hive);
    const list = hive.map((column) => `"${column.name}" ${hiveToDuckDb(column.type)}`);
    await this.#connection.run(`CREATE TABLE lake."${name}" (${list.join(', ')})`);
    if (rows.length > 0) await this.#connection.run(`INSERT INTO lake."${name}" VALUES ${rows.join(', ')}`);
  }

  /** @throws AthenaSyntaxError */
  translate(sql: string): Translation {
    const statement = parseStatement(sql);
    if (!('query' in statement)) throw new Error(`${sql} is no query`);
    return translate(statement.query, {
      database: 'lake',
      columns: ({ catalog, database, table }: CatalogTable) =>
        catalog === undefined && database === 'lake' ? this.#tables.get(table) : undefined,
      hasDatabase: (database) => database === 'lake',
    });
  }

  /** Rows as JSON has them: 64-bit integers and decimals are texts. @throws AthenaSyntaxError */
  async rows(sql: string): Promise<unknown[][]> {
    const translation = this.translate(sql);
    try {
      return (await this.#connection.runAndReadAll(translation.sql)).getRowsJson();
    } catch (error) {
      throw athenaError(error, translation, { sql, at: { line: 1, column: 1 } });
    }
  }

  /** The types of the result's columns, as DuckDB has them. */
  async types(sql: string): Promise<string[]> {
    const result = await this.#connection.run(this.translate(sql).sql);
    return result.columnTypes().map((type) => (type.alias === 'JSON' ? 'JSON' : String(type)));
  }

  /** The types that the translation says they have. */
  declaredTypes(sql: string): string[] {
    return (this.translate(sql).columns ?? []).map(({ type = '' }) => {
      return duckDbType(parseType(new TokenStream(type, tokenize(type))));
    });
  }

  [Symbol.dispose](): void {
    this.#connection.disconnectSync();
  }
}
