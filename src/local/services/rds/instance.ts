/** A DB instance: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html */
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import type { Tag } from '../../server/queryInput.ts';
import type { Collection } from '../../state/store.ts';
import type { PostgresMajor } from './engineVersions.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status */
export type InstanceStatus =
  | 'creating'
  | 'available'
  | 'modifying'
  | 'rebooting'
  | 'starting'
  | 'stopping'
  | 'stopped'
  | 'deleting'
  | 'failed';

export interface DbInstance {
  readonly id: string;
  readonly resourceId: string;
  readonly status: InstanceStatus;
  readonly instanceClass: string;
  readonly major: PostgresMajor;
  readonly version: string;
  readonly masterUser: string;
  /** For tools of the user's own on this machine (`strata env`), to which RDS itself would never tell it. */
  readonly masterPassword: string;
  /** Set where the password is kept in a secret and not given. */
  readonly secretArn?: string | undefined;
  readonly database?: string | undefined;
  /** 0 until it has one. */
  readonly port: number;
  /** Milliseconds. */
  readonly created: number;
  /** GiB, as asked for; the disk is this machine's. */
  readonly allocatedStorage: number;
  readonly storageType: string;
  readonly availabilityZone: string;
  readonly multiAz: boolean;
  readonly publiclyAccessible: boolean;
  readonly encrypted: boolean;
  readonly deletionProtection: boolean;
  readonly backupDays: number;
  readonly securityGroups: readonly string[];
  readonly subnetGroup?: string | undefined;
  readonly parameterGroup: string;
  readonly tags: readonly Tag[];
}

export const host = '127.0.0.1';

/** Instances of a region, by identifier. */
export function instancesIn(kernel: Kernel, region: string): Collection<DbInstance> {
  return kernel.store.collection<DbInstance>('rds.instance', region);
}

/** @throws Fault DBInstanceNotFound */
export function needInstance(kernel: Kernel, region: string, id: string): DbInstance {
  const found = instancesIn(kernel, region).get(id.toLowerCase());
  if (!found) throw new Fault('DBInstanceNotFound', `DBInstance ${id.toLowerCase()} not found.`, 404);
  return found;
}

export function instanceArn(call: Pick<Call, 'region' | 'accountId'>, id: string): string {
  return `arn:aws:rds:${call.region}:${call.accountId}:db:${id}`;
}

export function describeInstance(instance: DbInstance, call: Pick<Call, 'region' | 'accountId'>) {
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceClass: instance.instanceClass,
    Engine: 'postgres',
    DBInstanceStatus: instance.status,
    MasterUsername: instance.masterUser,
    ...(instance.database === undefined ? {} : { DBName: instance.database }),
    ...(instance.port === 0 ? {} : { Endpoint: { Address: host, Port: instance.port } }),
    AllocatedStorage: instance.allocatedStorage,
    InstanceCreateTime: new Date(instance.created),
    PreferredBackupWindow: '03:00-03:30',
    BackupRetentionPeriod: instance.backupDays,
    DBSecurityGroups: queryList('DBSecurityGroup', []),
    VpcSecurityGroups: queryList(
      'VpcSecurityGroupMembership',
      instance.securityGroups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    ),
    DBParameterGroups: queryList('DBParameterGroup', [
      { DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: 'in-sync' },
    ]),
    AvailabilityZone: instance.availabilityZone,
    ...(instance.subnetGroup === undefined
      ? {}
      : { DBSubnetGroup: { DBSubnetGroupName: instance.subnetGroup, SubnetGroupStatus: 'Complete' } }),
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    PendingModifiedValues: {},
    MultiAZ: instance.multiAz,
    EngineVersion: instance.version,
    AutoMinorVersionUpgrade: true,
    ReadReplicaDBInstanceIdentifiers: queryList('ReadReplicaDBInstanceIdentifier', []),
    LicenseModel: 'postgresql-license',
    OptionGroupMemberships: queryList('OptionGroupMembership', [
      { OptionGroupName: `default:postgres-${instance.major}`, Status: 'in-sync' },
    ]),
    PubliclyAccessible: instance.publiclyAccessible,
    StorageType: instance.storageType,
    DbInstancePort: 0,
    StorageEncrypted: instance.encrypted,
    DbiResourceId: instance.resourceId,
    CopyTagsToSnapshot: false,
    MonitoringInterval: 0,
    DBInstanceArn: instanceArn(call, instance.id),
    IAMDatabaseAuthenticationEnabled: false,
    PerformanceInsightsEnabled: false,
    DeletionProtection: instance.deletionProtection,
    ...(instance.secretArn === undefined
      ? {}
      : { MasterUserSecret: { SecretArn: instance.secretArn, SecretStatus: 'active' } }),
    TagList: queryList('Tag', instance.tags),
  };
}
