import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';

export interface Namespace {
  readonly name: string;
  readonly id: string;
  readonly adminUser: string;
  readonly secretArn?: string | undefined;
  readonly database: string;
  readonly iamRoles: readonly string[];
  readonly defaultRole?: string | undefined;
  readonly kmsKey?: string | undefined;
  readonly logExports: readonly string[];
  /** Milliseconds. */
  readonly created: number;
}

export interface Workgroup {
  readonly name: string;
  readonly id: string;
  readonly namespace: string;
  /** In RPUs; shown, and of no effect here. */
  readonly baseCapacity: number;
  readonly maxCapacity?: number | undefined;
  readonly parameters: readonly { readonly parameterKey: string; readonly parameterValue: string }[];
  readonly securityGroups: readonly string[];
  readonly subnets: readonly string[];
  readonly publiclyAccessible: boolean;
  readonly enhancedVpcRouting: boolean;
  /** Milliseconds. */
  readonly created: number;
}

/** Namespaces and workgroups of all regions, by name. */
export class ServerlessStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  namespaces(region: string): Collection<Namespace> {
    return this.#store.collection<Namespace>('redshiftServerless.namespace', region);
  }

  workgroups(region: string): Collection<Workgroup> {
    return this.#store.collection<Workgroup>('redshiftServerless.workgroup', region);
  }

  /** @throws Fault ResourceNotFoundException */
  needNamespace(region: string, name: string): Namespace {
    const found = this.namespaces(region).get(name);
    if (!found)
      throw new Fault('ResourceNotFoundException', `Namespace ${name} not found`, 404, { resourceName: name });
    return found;
  }

  /** @throws Fault ResourceNotFoundException */
  needWorkgroup(region: string, name: string): Workgroup {
    const found = this.workgroups(region).get(name);
    if (!found)
      throw new Fault('ResourceNotFoundException', `Workgroup ${name} not found`, 404, { resourceName: name });
    return found;
  }

  /** The names of the admin users of every region. */
  adminUsers(): string[] {
    const regions = this.#store.regionsOf('redshiftServerless.namespace');
    return regions.flatMap((region) => [...this.namespaces(region).all()].map(({ value }) => value.adminUser));
  }
}
