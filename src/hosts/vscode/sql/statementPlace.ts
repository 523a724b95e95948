/** The engines that `.sql` documents run on; each is a service with the action `<engine>.execute`. */
export type SqlEngine = 'athena' | 'redshift' | 'rds';

export const engineTitles: Readonly<Record<SqlEngine, string>> = {
  athena: 'Athena',
  redshift: 'Redshift',
  rds: 'PostgreSQL',
};

/** Where the statements of a document run, as far as it was said. */
export interface StatementPlace {
  readonly engine: SqlEngine;
  readonly database?: string | undefined;
  /** Athena's. */
  readonly workgroup?: string | undefined;
  /** Redshift's: a workgroup or cluster, as `workgroup:NAME` or `cluster:NAME` where the kind was said. */
  readonly warehouse?: string | undefined;
  readonly secret?: string | undefined;
  readonly user?: string | undefined;
  /** PostgreSQL's: `instance:NAME` or `source:NAME`. */
  readonly place?: string | undefined;
}

/**
 * `-- athena database=sales workgroup=team`, `-- redshift workgroup=etl database=dev` (or `cluster=`, with `secret=` and
 * `user=`), or `-- rds instance=oltp database=shop` (or `source=`), in the first lines of a document.
 */
export function directiveOf(text: string): StatementPlace | undefined {
  const head = text.split('\n', 10).join('\n');
  const match = /^--\s*(athena|redshift|rds)\b(.*)$/im.exec(head);
  if (!match) return undefined;
  const engine = (match[1] ?? '').toLowerCase() as SqlEngine;
  const settings = new Map(
    [...(match[2] ?? '').matchAll(/\b(database|workgroup|cluster|secret|user|instance|source)=(\S+)/g)].map((m) => [
      m[1],
      m[2],
    ]),
  );
  if (engine === 'rds') return postgresPlace(settings);
  return engine === 'athena' ? athenaPlace(settings) : redshiftPlace(Object.fromEntries(settings));
}

function athenaPlace(settings: ReadonlyMap<string | undefined, string | undefined>): StatementPlace {
  const database = settings.get('database');
  const workgroup = settings.get('workgroup');
  return { engine: 'athena', ...(database ? { database } : {}), ...(workgroup ? { workgroup } : {}) };
}

function postgresPlace(settings: ReadonlyMap<string | undefined, string | undefined>): StatementPlace {
  const [instance, source, database] = ['instance', 'source', 'database'].map((name) => settings.get(name));
  const place = source ? `source:${source}` : instance ? `instance:${instance}` : undefined;
  return { engine: 'rds', ...(place ? { place } : {}), ...(database ? { database } : {}) };
}

/** What a header or strata.yaml says of Redshift, as the actions take it. */
export function redshiftPlace(said: {
  readonly workgroup?: string | undefined;
  readonly cluster?: string | undefined;
  readonly database?: string | undefined;
  readonly secret?: string | undefined;
  readonly user?: string | undefined;
}): StatementPlace {
  const { workgroup, cluster, database, secret, user } = said;
  const warehouse = cluster ? `cluster:${cluster}` : workgroup ? `workgroup:${workgroup}` : undefined;
  return {
    engine: 'redshift',
    ...(warehouse ? { warehouse } : {}),
    ...(database ? { database } : {}),
    ...(secret ? { secret } : {}),
    ...(user ? { user } : {}),
  };
}
