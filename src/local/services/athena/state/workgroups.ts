import type { Collection, Store } from '../../../state/store.ts';
import { invalidRequest } from '../athenaOperation.ts';

/** Where results go and how; https://docs.aws.amazon.com/athena/latest/APIReference/API_ResultConfiguration.html. */
export interface ResultConfiguration {
  readonly OutputLocation?: string | undefined;
  readonly EncryptionConfiguration?: unknown;
  readonly ExpectedBucketOwner?: string | undefined;
  readonly AclConfiguration?: unknown;
}

export interface WorkgroupConfiguration {
  readonly ResultConfiguration: ResultConfiguration;
  readonly EnforceWorkGroupConfiguration: boolean;
  readonly PublishCloudWatchMetricsEnabled: boolean;
  readonly RequesterPaysEnabled: boolean;
  readonly BytesScannedCutoffPerQuery?: number | undefined;
  readonly EngineVersion: { readonly SelectedEngineVersion: string; readonly EffectiveEngineVersion: string };
  readonly EnableMinimumEncryptionConfiguration: boolean;
  readonly AdditionalConfiguration?: string | undefined;
  readonly ExecutionRole?: string | undefined;
}

export interface Workgroup {
  readonly name: string;
  readonly description: string;
  readonly state: 'ENABLED' | 'DISABLED';
  /** Milliseconds. */
  readonly created: number;
  readonly configuration: WorkgroupConfiguration;
}

export const engineVersion = 'Athena engine version 3';

export const defaultConfiguration: WorkgroupConfiguration = {
  ResultConfiguration: {},
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: false,
  RequesterPaysEnabled: false,
  EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: engineVersion },
  EnableMinimumEncryptionConfiguration: false,
};

/** The workgroup that every account has, and that queries go to which name none. */
export const primaryWorkgroup = 'primary';

/** Workgroups of all regions. */
export class WorkgroupStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By name; `primary` is there from the start. */
  in(region: string): Collection<Workgroup> {
    const all = this.#store.collection<Workgroup>('athena.workgroup', region);
    if (!all.get(primaryWorkgroup)) {
      all.insert(primaryWorkgroup, {
        name: primaryWorkgroup,
        description: '',
        state: 'ENABLED',
        created: Date.now(),
        configuration: { ...defaultConfiguration, EnforceWorkGroupConfiguration: false },
      });
    }
    return all;
  }

  /** @throws Fault InvalidRequestException */
  need(region: string, name: string): Workgroup {
    const found = this.in(region).get(name);
    if (!found) throw invalidRequest(`WorkGroup ${name} is not found.`);
    return found;
  }
}
