/** Where statements run: a provisioned cluster, or a workgroup of Redshift Serverless. */
export interface Warehouse {
  readonly kind: 'cluster' | 'workgroup';
  readonly name: string;
}

/** `cluster:sales` as the first name of addresses below it. */
export function placeOf({ kind, name }: Warehouse): string {
  return `${kind}:${name}`;
}

/** The inverse of `placeOf`; undefined for a name without its kind. */
export function warehouseOf(place: string): Warehouse | undefined {
  const [, kind, name] = /^(cluster|workgroup):(.+)$/.exec(place) ?? [];
  return name === undefined ? undefined : { kind: kind as Warehouse['kind'], name };
}

/** The members by which the Data API finds it. */
export function membersOf({ kind, name }: Warehouse): { ClusterIdentifier: string } | { WorkgroupName: string } {
  return kind === 'cluster' ? { ClusterIdentifier: name } : { WorkgroupName: name };
}

/** What a statement needs to find its warehouse and database. */
export interface Connection {
  readonly warehouse: Warehouse;
  readonly database: string;
  /** A secret's ARN or name, where the identity of the connection is not to sign in. */
  readonly secret?: string | undefined;
  /** A database user, for whom temporary credentials are asked; of a cluster only. */
  readonly user?: string | undefined;
}

/** As the Data API takes it. */
export function requestOf({ warehouse, database, secret, user }: Connection) {
  return {
    ...membersOf(warehouse),
    Database: database,
    ...(secret ? { SecretArn: secret } : {}),
    ...(user ? { DbUser: user } : {}),
  };
}
