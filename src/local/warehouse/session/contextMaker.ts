import type { RelationName } from '../../engines/redshift/names.ts';
import { parseOne } from '../../engines/redshift/parseScript.ts';
import { translate } from '../../engines/redshift/translate.ts';
import type { ParameterValue, Scope, ScopeRelation } from '../../engines/redshift/translation.ts';
import { deleteRelation } from '../catalog/changeCatalog.ts';
import { isEntry, type RelationEntry, type SchemaEntry } from '../catalog/entries.ts';
import { readRelations, readSchemas, whereNamed } from '../catalog/readCatalog.ts';
import type { ExternalRows, SystemPlace } from '../catalog/system/systemRelation.ts';
import { externalRows } from '../statements/external/externalRows.ts';
import { ExternalTables } from '../statements/external/externalTables.ts';
import { textOf } from './queryHistory.ts';
import type { SharedParts } from './sharedParts.ts';
import type { StatementCtx } from './statementCtx.ts';
import { StatementScope, temporarySchema, WantedExternalRows, WantedRelations } from './statementScope.ts';
import type { StatementSession } from './statementSession.ts';

export interface StatementInput {
  readonly sql: string;
  readonly parameters: ReadonlyMap<string, ParameterValue> | undefined;
  readonly signal: AbortSignal;
}

/** Makes what the work on a statement is handed, and keeps what belongs to the session's names. */
export class ContextMaker {
  readonly #session: StatementSession;
  readonly #shared: SharedParts;
  #external: ExternalRows = { tables: [], columns: [] };
  /** Whether the session ever made something temporary. */
  temporary = false;

  constructor(session: StatementSession, shared: SharedParts) {
    this.#session = session;
    this.#shared = shared;
  }

  make(input: StatementInput): StatementCtx {
    const session = this.#session;
    const { databases, locks, host } = this.#shared;
    const { connection, database } = session;
    let schemas: readonly SchemaEntry[] | undefined;
    let fresh = true;
    const ctx: StatementCtx = {
      ...{ session, connection, database, databases, host, signal: input.signal, sql: input.sql },
      ...{ parameters: input.parameters, external: new ExternalTables({ connection, host, signal: input.signal }) },
      notice: (text) => session.onNotice(text),
      schemas: async () => {
        schemas ??= await readSchemas(connection, database);
        return schemas;
      },
      scoped: (work) => this.#scoped(ctx, work),
      translate: async (statement) => {
        const translation = await this.#scoped(ctx, (scope) => translate(statement, scope));
        await ctx.external.open(translation.sql);
        return translation;
      },
      find: (name) => this.#find(ctx, name),
      scratch: () => this.#scratch(ctx),
      withParameters: (sql, parameters) => this.make({ sql, parameters, signal: input.signal }),
      lock: async (what) => {
        await locks.lock(session.pid, `${database}.${what}`, input.signal);
        // Nothing was changed yet: what others committed since the statement began is to be seen.
        if (fresh) await session.transaction.lookAgain();
        fresh = false;
      },
    };
    return ctx;
  }

  async dropTemporary(): Promise<void> {
    const { connection, database, pid } = this.#session;
    const made = await readRelations(connection, database, 'r.session IS NOT NULL', pid);
    if (made.length === 0) return;
    await connection.run('BEGIN TRANSACTION');
    for (const relation of made) await deleteRelation(connection, database, relation.oid);
    await connection.run('COMMIT');
  }

  async #scratch({ signal }: StatementCtx): Promise<string> {
    const folder = await this.#shared.host.call('temporaryFolder', {}, signal);
    this.#session.scratches.push(folder);
    return folder;
  }

  async #scoped<T>(ctx: StatementCtx, work: (scope: Scope) => T): Promise<T> {
    const scope = await this.#scope(ctx);
    for (;;) {
      try {
        return work(scope);
      } catch (error) {
        if (error instanceof WantedRelations) await this.#load(ctx, scope, error);
        else if (error instanceof WantedExternalRows) {
          this.#external = await externalRows(ctx);
          scope.externalKnown();
        } else throw error;
      }
    }
  }

  async #scope(ctx: StatementCtx): Promise<StatementScope> {
    const { database, user, pid, settings } = this.#session;
    const schemas = await ctx.schemas();
    const searchPath = pathOf(settings.get('search_path') ?? '', user).filter((name) =>
      schemas.some((schema) => schema.name === name),
    );
    return new StatementScope({
      ...{ database, databases: this.#shared.databases.names, schemas, parameters: ctx.parameters },
      place: () => this.#place(),
      session: {
        ...{ user, database, schema: searchPath[0] ?? '', searchPath, pid },
        setting: (name) => this.#setting(name),
      },
      lateBinding: (relation, scope) => this.#lateBinding(relation, scope),
    });
  }

  /** Settings, and what functions tell of the session's last load. */
  #setting(name: string): string | undefined {
    const { settings, lastCopy } = this.#session;
    if (name === 'pg_last_copy_count') return String(lastCopy.rows);
    if (name === 'pg_last_copy_id') return String(lastCopy.id);
    return settings.get(name);
  }

  #lateBinding(relation: ScopeRelation, scope: Scope): ScopeRelation {
    if (!isEntry(relation) || relation.kind !== 'late-binding-view') return relation;
    const { statement } = parseOne(relation.definition ?? '');
    if (statement.kind !== 'query') return relation;
    const { sql, columns } = translate(statement, scope);
    const late: RelationEntry = { ...relation, sql: `(${sql.join('; ')})`, columns };
    return late;
  }

  async #load(ctx: StatementCtx, scope: StatementScope, wanted: WantedRelations): Promise<void> {
    const { database, candidates } = wanted;
    const { connection, pid } = this.#session;
    const found = await readRelations(connection, database, whereNamed(candidates), pid);
    const schemas = database === this.#session.database ? await ctx.schemas() : await readSchemas(connection, database);
    for (const { schema, name } of candidates) {
      let relation: ScopeRelation | undefined = found.find((each) => each.schema === schema && each.name === name);
      const external = schemas.find((each) => each.name === schema)?.external;
      if (!relation && external) relation = await ctx.external.load(schema, external, name);
      scope.know(database, schema, name, relation);
    }
  }

  async #find(ctx: StatementCtx, name: RelationName): Promise<RelationEntry | undefined> {
    const relation = await this.#scoped(ctx, (scope) => {
      // A system view of the same name is not meant by what changes tables.
      const found = scope.relation(name);
      return found && !isEntry(found) && name.schema === undefined
        ? scope.relation({ ...name, schema: scope.session.schema || temporarySchema })
        : found;
    });
    return relation && isEntry(relation) ? relation : undefined;
  }

  #place(): SystemPlace {
    const { database, user, pid, settings } = this.#session;
    return {
      ...{ database, databases: this.#shared.databases.names, user, session: pid, external: this.#external },
      sessions: () =>
        [...this.#shared.sessions.values()].map(({ state, began }) => [
          ...[state.session, state.user, state.database, state.applicationName, state.state, state.sql, textOf(began)],
        ]),
      queries: () => this.#shared.history.rows(),
      settings: () => settings.all(),
    };
  }
}

/** The schemas of a search path; `$user` stands for the user's name. */
export function pathOf(text: string, user: string): string[] {
  return text
    .split(',')
    .map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace(/^'(.*)'$/, '$1'),
    )
    .filter((name) => name !== '')
    .map((name) => (name === '$user' ? user : name));
}
