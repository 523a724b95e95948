import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { executionError } from './executionError.ts';
import type { RelationName } from './names.ts';
import { parseOne } from './parseScript.ts';
import { parseTypeText } from './parseTypeText.ts';
import { redshiftMacros } from './redshiftMacros.ts';
import type { TranslatableStatement } from './statement.ts';
import { translate } from './translate.ts';
import type { ParameterValue, Scope, ScopeColumn, ScopeRelation, Translation } from './translation.ts';
import { duckDbType } from './types/duckDbType.ts';
import { typeText } from './types/typeNames.ts';

/** For this folder's tests: statements as a user writes them, run by a DuckDB in memory over tables made here. */
export class TestEngine {
  readonly #connection: DuckDBConnection;
  readonly #tables = new Map<string, ScopeRelation>();
  parameters: ReadonlyMap<string, ParameterValue> | undefined;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async start(): Promise<TestEngine> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const statement of redshiftMacros) await connection.run(statement);
    await connection.run('CREATE SCHEMA public; CREATE SCHEMA pg_catalog_; CREATE SCHEMA information_schema_');
    return new TestEngine(connection);
  }

  /** @param columns `name type` each, in Redshift's types; rows in Redshift's SQL */
  async table(name: string, columns: readonly string[], ...rows: readonly string[]): Promise<void> {
    const parts = name.split('.');
    const table = parts.at(-1)!;
    const schema = parts.length > 1 ? parts[0]! : 'public';
    const made = columns.map((column) => {
      const [, label = '', type = ''] = /^(\S+) (.+)$/.exec(column) ?? [];
      return { name: label, type: parseTypeText(type) };
    });
    const stored = ['pg_catalog', 'information_schema'].includes(schema) ? `${schema}_` : schema;
    this.add({ sql: `"${stored}"."${table}"`, schema, name: table, columns: made });
    const list = made.map((column) => `"${column.name}" ${duckDbType(column.type)}`);
    await this.#connection.run(`CREATE OR REPLACE TABLE "${stored}"."${table}" (${list.join(', ')})`);
    if (rows.length > 0) await this.run(`INSERT INTO ${name} VALUES ${rows.join(', ')}`);
  }

  add(relation: ScopeRelation): void {
    this.#tables.set(`${relation.schema}.${relation.name}`, relation);
  }

  /** Gives a table's column a default, or makes it an identity. */
  column(table: string, name: string, change: Partial<ScopeColumn>): void {
    const found = this.#tables.get(`public.${table}`)!;
    this.add({ ...found, columns: found.columns.map((each) => (each.name === name ? { ...each, ...change } : each)) });
  }

  get scope(): Scope {
    const path = ['public', 'pg_catalog'];
    return {
      relation: ({ schema, name }: RelationName) => {
        for (const each of schema === undefined ? path : [schema]) {
          const found = this.#tables.get(`${each}.${name}`);
          if (found) return found;
        }
        return undefined;
      },
      hasSchema: (name) => ['public', 'pg_catalog', 'information_schema'].includes(name),
      session: {
        user: 'admin',
        database: 'dev',
        schema: 'public',
        searchPath: ['public'],
        pid: 4711,
        setting: (name) => ({ search_path: '"$user", public', timezone: 'UTC' })[name],
      },
      ...(this.parameters && { parameters: this.parameters }),
    };
  }

  /** @throws RedshiftError */
  translate(sql: string): Translation {
    const { statement } = parseOne(sql);
    return translate(statement as TranslatableStatement, this.scope);
  }

  /** Rows as JSON has them: 64-bit integers and decimals are texts. @throws RedshiftError */
  async rows(sql: string): Promise<unknown[][]> {
    const translation = this.translate(sql);
    try {
      let rows: unknown[][] = [];
      for (const statement of translation.sql) rows = (await this.#connection.runAndReadAll(statement)).getRowsJson();
      return rows;
    } catch (error) {
      throw executionError(error, sql);
    }
  }

  async run(sql: string): Promise<void> {
    await this.rows(sql);
  }

  /**
   * Rows and the types that they are said to have.
   * @throws Error where DuckDB has other types than those were said to be
   */
  async answer(sql: string): Promise<{ readonly rows: unknown[][]; readonly types: string[] }> {
    const { sql: statements, columns } = this.translate(sql);
    try {
      const result = await this.#connection.runAndReadAll(statements.at(-1)!);
      const found = result.columnTypes().map((type) => (type.alias === 'JSON' ? 'JSON' : shortName(String(type))));
      const promised = columns.map(({ type }) => duckDbType(type));
      if (found.join() !== promised.join())
        throw new Error(`DuckDB has ${found.join()}, promised is ${promised.join()}`);
      return { rows: result.getRowsJson(), types: columns.map(({ type }) => typeText(type)) };
    } catch (error) {
      throw executionError(error, sql);
    }
  }

  [Symbol.dispose](): void {
    this.#connection.disconnectSync();
  }
}

function shortName(type: string): string {
  return type.replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ').replace('TIME WITH TIME ZONE', 'TIMETZ');
}
