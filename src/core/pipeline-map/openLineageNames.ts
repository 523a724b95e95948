/** Names of data sets as OpenLineage has them: https://openlineage.io/docs/spec/naming */
import { catalogId, folderId, sourceId, warehouseId } from './names.ts';

export interface OpenLineageName {
  readonly namespace: string;
  readonly name: string;
}

/** What a name needs beyond the map's own. */
export interface NamingPlace {
  readonly account?: string;
  readonly region?: string;
  /** The workgroup or cluster that the warehouse is. */
  readonly warehouse?: string;
}

/** The name of one of the map's data sets. */
export function openLineageName(id: string, place: NamingPlace): OpenLineageName {
  const region = place.region ?? '${AWS::Region}';
  const [, scheme = '', rest = id] = /^(\w+):\/\/(.*)$/s.exec(id) ?? [];
  const [, host = rest, path = ''] = /^([^/]*)\/?(.*)$/s.exec(rest) ?? [];
  switch (scheme) {
    case 's3':
      return { namespace: `s3://${host}`, name: path.replace(/\/$/, '') || '/' };
    case 'glue': {
      const [, database = '', table = ''] = /^([^.]*)\.(.*)$/s.exec(rest) ?? [];
      const account = place.account ?? '${AWS::AccountId}';
      return { namespace: `arn:aws:glue:${region}:${account}`, name: `table/${database}/${table}` };
    }
    case 'redshift':
      return { namespace: `redshift://${place.warehouse ?? 'warehouse'}.${region}:5439`, name: rest };
    case 'postgres':
      return { namespace: `postgres://${host}:5432`, name: path };
    default:
      return { namespace: 'strata', name: id };
  }
}

/**
 * The map's name for a data set of an event; undefined for what the map has no kind for.
 * @param known names of the map: a database is called by its host in events, and by its name in files
 */
export function datasetOfEvent({ namespace, name }: OpenLineageName, known: Iterable<string>): string | undefined {
  const scheme = /^([a-z0-9+]+):/i.exec(namespace)?.[1]?.toLowerCase();
  const parts = name.replaceAll('"', '').split('.');
  switch (scheme) {
    case 's3':
    case 's3a':
    case 's3n':
      return folderId(`${namespace.replace(/^s3\w*/i, 's3').replace(/\/$/, '')}/${name.replace(/^\//, '')}`);
    case 'arn': {
      const [, database, table] = /^table\/([^/]+)\/(.+)$/.exec(name) ?? [];
      return namespace.includes(':glue:') && database && table ? catalogId(database, table) : undefined;
    }
    case 'awsathena':
      return parts.length >= 2 ? catalogId(parts.at(-2) ?? '', parts.at(-1) ?? '') : undefined;
    case 'redshift':
      return warehouseId(parts);
    case 'postgres':
    case 'postgresql': {
      const suffix = `/${parts.join('.').toLowerCase()}`;
      for (const id of known) if (id.startsWith('postgres://') && id.endsWith(suffix)) return id;
      return sourceId(namespace.replace(/^\w+:\/\//, '').replace(/:\d+$/, ''), parts);
    }
    case undefined:
      return namespace === 'strata' ? name : undefined;
    default:
      return undefined;
  }
}
