import type { RelationName } from '../../engines/redshift/names.ts';
import type { ParameterValue, Scope, ScopeRelation, ScopeSession } from '../../engines/redshift/translation.ts';
import type { SchemaEntry } from '../catalog/entries.ts';
import type { SystemPlace } from '../catalog/system/systemRelation.ts';
import { findSystemRelation, readsExternal } from '../catalog/system/systemRelations.ts';
import { SqlError, sqlStates } from '../sqlError.ts';

/** A name that the catalog must be asked for before translation can go on. */
export class WantedRelations extends Error {
  override readonly name = 'WantedRelations';
  readonly database: string;
  readonly candidates: readonly { readonly schema: string; readonly name: string }[];

  constructor(database: string, candidates: WantedRelations['candidates']) {
    super('relations are wanted');
    this.database = database;
    this.candidates = candidates;
  }
}

/** Rows of external schemas' tables and columns are wanted. */
export class WantedExternalRows extends Error {
  override readonly name = 'WantedExternalRows';
}

export interface ScopeParts {
  readonly database: string;
  readonly databases: readonly string[];
  readonly schemas: readonly SchemaEntry[];
  readonly session: ScopeSession;
  readonly place: () => SystemPlace;
  readonly parameters: ReadonlyMap<string, ParameterValue> | undefined;
  /** Translates what a late-binding view says, when it is used. */
  readonly lateBinding: (relation: ScopeRelation, scope: Scope) => ScopeRelation;
}

/** Where temporary tables are, whatever their session. */
export const temporarySchema = 'pg_temp';

/** What one statement's names mean; filled as translation asks for them. */
export class StatementScope implements Scope {
  readonly session: ScopeSession;
  readonly parameters?: ReadonlyMap<string, ParameterValue>;
  readonly #parts: ScopeParts;
  readonly #known = new Map<string, ScopeRelation | undefined>();
  #externalKnown = false;

  constructor(parts: ScopeParts) {
    this.#parts = parts;
    this.session = parts.session;
    if (parts.parameters) this.parameters = parts.parameters;
  }

  hasSchema(name: string): boolean {
    return this.#parts.schemas.some((schema) => schema.name === name);
  }

  /** @throws WantedRelations, WantedExternalRows until what is asked for is known */
  relation(name: RelationName): ScopeRelation | undefined {
    const database = name.database ?? this.#parts.database;
    if (!this.#parts.databases.includes(database)) {
      throw new SqlError(sqlStates.noDatabase, `database "${database}" does not exist`, { position: name.at + 1 });
    }
    const candidates = this.#schemasFor(name).map((schema) => ({ schema, name: name.name }));
    const unknown = candidates.filter((each) => !this.#known.has(keyOf(database, each.schema, each.name)));
    const system = this.#systemRelation(name);
    if (system && name.schema !== undefined) return system;
    if (unknown.length > 0) throw new WantedRelations(database, unknown);
    for (const { schema } of candidates) {
      const found = this.#known.get(keyOf(database, schema, name.name));
      if (found && schema === temporarySchema) return found;
      // Like PostgreSQL, its own catalog comes before the search path, and after temporary tables.
      if (system) return system;
      if (found) return this.#parts.lateBinding(found, this);
    }
    return system;
  }

  /** Takes in what was asked for; `undefined` where there is no such relation. */
  know(database: string, schema: string, name: string, relation: ScopeRelation | undefined): void {
    this.#known.set(keyOf(database, schema, name), relation);
  }

  externalKnown(): void {
    this.#externalKnown = true;
  }

  #schemasFor({ schema, database }: RelationName): readonly string[] {
    if (schema !== undefined) return [/^pg_temp(_\d+)?$/.test(schema) ? temporarySchema : schema];
    return database === undefined ? [temporarySchema, ...this.session.searchPath] : ['public'];
  }

  #systemRelation({ schema, name }: RelationName): ScopeRelation | undefined {
    const found = findSystemRelation(schema, name);
    if (!found) return undefined;
    if (readsExternal(found) && !this.#externalKnown) throw new WantedExternalRows();
    return { schema: found.schema, name: found.name, columns: found.columns, sql: found.sql(this.#parts.place()) };
  }
}

function keyOf(database: string, schema: string, name: string): string {
  return `${database}\0${schema}\0${name}`;
}
