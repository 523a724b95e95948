/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html and its kin */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { forgetManagedLogin, keepManagedLogin } from '../../secrets.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { flag, named, tagsInput, whole } from '../../server/queryInput.ts';
import { checkEngine, engineVersionFor } from './engineVersions.ts';
import { type DbInstance, describeInstance, instanceArn, instancesIn, needInstance } from './instance.ts';
import { checkMasterUser, checkPassword } from './masterUser.ts';
import { checkParameterGroup } from './parameterGroups.ts';
import { invalidParameterCombination, listing, pageOf, rdsOperation } from './query.ts';
import type { InstanceServers } from './server/instanceServers.ts';
import { needSubnetGroup } from './subnetGroups.ts';

const identifier = z
  .string()
  .toLowerCase()
  .regex(
    /^[a-z](-?[a-z0-9])*$/,
    'The parameter DBInstanceIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  )
  .max(63);

/** What can be given when an instance is made and changed later. */
const settings = {
  AllocatedStorage: whole.min(5).max(65_536).optional(),
  BackupRetentionPeriod: whole.min(0).max(35).optional(),
  DBParameterGroupName: z.string().optional(),
  DeletionProtection: flag.optional(),
  MultiAZ: flag.optional(),
  PubliclyAccessible: flag.optional(),
  StorageType: z.string().optional(),
  VpcSecurityGroupIds: named('VpcSecurityGroupId', z.string()).optional(),
  MasterUserPassword: z.string().optional(),
  EngineVersion: z.string().optional(),
};
const creation = z.object({
  ...settings,
  DBInstanceIdentifier: identifier,
  DBInstanceClass: z.string().min(1),
  Engine: z.string(),
  DBName: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'The parameter DBName is not a valid database name.')
    .optional(),
  MasterUsername: z.string(),
  ManageMasterUserPassword: flag.optional(),
  Port: whole.min(1150).max(65_535).optional(),
  AvailabilityZone: z.string().optional(),
  DBSubnetGroupName: z.string().optional(),
  StorageEncrypted: flag.optional(),
  Tags: tagsInput.default([]),
});
const change = z.object({
  ...settings,
  DBInstanceIdentifier: z.string(),
  DBInstanceClass: z.string().optional(),
  NewDBInstanceIdentifier: z.string().optional(),
  ApplyImmediately: flag.optional(),
  ManageMasterUserPassword: flag.optional(),
});
const deletion = z.object({
  DBInstanceIdentifier: z.string(),
  SkipFinalSnapshot: flag.optional(),
  FinalDBSnapshotIdentifier: z.string().optional(),
});

export function instanceOperations(kernel: Kernel, servers: InstanceServers): Operations {
  return {
    CreateDBInstance: rdsOperation(creation, (input, call) => {
      const id = input.DBInstanceIdentifier;
      checkEngine(input.Engine);
      const { major, version } = engineVersionFor(input.EngineVersion);
      checkMasterUser(input.MasterUsername);
      const managed = input.ManageMasterUserPassword === true;
      if (managed && input.MasterUserPassword !== undefined) {
        throw invalidParameterCombination(
          "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
        );
      }
      const masterPassword = managed ? generatedPassword() : checkPassword(input.MasterUserPassword);
      checkParameterGroup(kernel, call.region, input.DBParameterGroupName);
      if (input.DBSubnetGroupName !== undefined) needSubnetGroup(kernel, call.region, input.DBSubnetGroupName);
      const instance: DbInstance = {
        id,
        resourceId: `db-${randomUUID().replaceAll('-', '').slice(0, 26).toUpperCase()}`,
        status: 'creating',
        instanceClass: input.DBInstanceClass,
        major,
        version,
        masterUser: input.MasterUsername,
        masterPassword,
        database: input.DBName,
        port: 0,
        created: Date.now(),
        allocatedStorage: input.AllocatedStorage ?? 20,
        storageType: input.StorageType ?? 'gp3',
        availabilityZone: input.AvailabilityZone ?? `${call.region}a`,
        multiAz: input.MultiAZ ?? false,
        publiclyAccessible: input.PubliclyAccessible ?? false,
        encrypted: input.StorageEncrypted ?? false,
        deletionProtection: input.DeletionProtection ?? false,
        backupDays: input.BackupRetentionPeriod ?? 1,
        securityGroups: input.VpcSecurityGroupIds ?? [],
        subnetGroup: input.DBSubnetGroupName,
        parameterGroup: input.DBParameterGroupName?.toLowerCase() ?? `default.postgres${major}`,
        tags: input.Tags,
      };
      const made = kernel.store.transaction(() => {
        if (instancesIn(kernel, call.region).get(id)) {
          throw new Fault('DBInstanceAlreadyExists', `DB instance already exists`, 400);
        }
        const login = { username: instance.masterUser, password: masterPassword };
        const secretArn = managed ? keepManagedLogin(kernel.store, call, 'rds', secretName(), login) : undefined;
        instancesIn(kernel, call.region).put(id, { ...instance, secretArn });
        return { ...instance, secretArn };
      });
      servers.create({ region: call.region, id }, input.Port ?? 0);
      return { DBInstance: describeInstance(made, call) };
    }),

    DescribeDBInstances: rdsOperation(
      z.object({
        ...listing,
        DBInstanceIdentifier: z.string().optional(),
        Filters: named('Filter', z.object({ Name: z.string(), Values: named('Value', z.string()) })).default([]),
      }),
      (input, call) => {
        // An ARN will do as well.
        const id = input.DBInstanceIdentifier?.split(':').at(-1);
        const all =
          id === undefined
            ? [...instancesIn(kernel, call.region).all()].map(({ value }) => value)
            : [needInstance(kernel, call.region, id)];
        const wanted = all.filter((instance) =>
          input.Filters.every(({ Name, Values }) => {
            if (Name === 'engine') return Values.includes('postgres');
            if (Name === 'dbi-resource-id') return Values.includes(instance.resourceId);
            if (Name === 'db-instance-id') {
              return Values.includes(instance.id) || Values.includes(instanceArn(call, instance.id));
            }
            throw new Fault('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
          }),
        );
        const { items, ...marker } = pageOf(wanted, input);
        const described = items.map((instance) => describeInstance(instance, call));
        return { DBInstances: queryList('DBInstance', described), ...marker };
      },
    ),

    ModifyDBInstance: rdsOperation(change, (input, call) => {
      const found = needInstance(kernel, call.region, input.DBInstanceIdentifier);
      if (input.MasterUserPassword !== undefined) checkPassword(input.MasterUserPassword);
      const { password, managed } = passwordChange(found, input);
      checkParameterGroup(kernel, call.region, input.DBParameterGroupName);
      if (input.NewDBInstanceIdentifier !== undefined && input.NewDBInstanceIdentifier !== found.id) {
        throw invalidParameterCombination('The local endpoint cannot rename an instance: create another.');
      }
      if (input.EngineVersion !== undefined && engineVersionFor(input.EngineVersion).major !== found.major) {
        throw invalidParameterCombination(
          `Cannot upgrade postgres from ${found.version} to ${input.EngineVersion}: the local endpoint does not upgrade major versions.`,
        );
      }
      if (password !== undefined && found.status !== 'available') throw notAvailable(found);
      const changed: DbInstance = {
        ...found,
        status: password === undefined ? found.status : 'modifying',
        masterPassword: password ?? found.masterPassword,
        instanceClass: input.DBInstanceClass ?? found.instanceClass,
        allocatedStorage: input.AllocatedStorage ?? found.allocatedStorage,
        backupDays: input.BackupRetentionPeriod ?? found.backupDays,
        deletionProtection: input.DeletionProtection ?? found.deletionProtection,
        multiAz: input.MultiAZ ?? found.multiAz,
        parameterGroup: input.DBParameterGroupName?.toLowerCase() ?? found.parameterGroup,
        publiclyAccessible: input.PubliclyAccessible ?? found.publiclyAccessible,
        securityGroups: input.VpcSecurityGroupIds ?? found.securityGroups,
        storageType: input.StorageType ?? found.storageType,
      };
      const kept = kernel.store.transaction(() => {
        if (found.secretArn && !managed) forgetManagedLogin(kernel.store, call.region, found.secretArn);
        const login = { username: changed.masterUser, password: changed.masterPassword };
        const made = managed && !found.secretArn;
        const secretArn = made ? keepManagedLogin(kernel.store, call, 'rds', secretName(), login) : found.secretArn;
        const next: DbInstance = { ...changed, secretArn: managed ? secretArn : undefined };
        instancesIn(kernel, call.region).put(found.id, next);
        return next;
      });
      if (password !== undefined) servers.changePassword({ region: call.region, id: found.id });
      return { DBInstance: describeInstance(kept, call) };
    }),

    DeleteDBInstance: rdsOperation(deletion, (input, call) => {
      const found = needInstance(kernel, call.region, input.DBInstanceIdentifier);
      if (found.status === 'deleting') {
        throw new Fault('InvalidDBInstanceState', `Instance ${found.id} is already being deleted.`);
      }
      if (found.deletionProtection) {
        throw invalidParameterCombination(
          'Cannot delete protected DB Instance, please disable deletion protection and try again.',
        );
      }
      refuseSnapshot(input.SkipFinalSnapshot ?? false, input.FinalDBSnapshotIdentifier);
      const deleting: DbInstance = { ...found, status: 'deleting' };
      instancesIn(kernel, call.region).put(found.id, deleting);
      servers.delete({ region: call.region, id: found.id });
      return { DBInstance: describeInstance(deleting, call) };
    }),
  };
}

const generatedPassword = () => randomBytes(24).toString('base64url');
const secretName = () => `rds!db-${randomUUID()}`;

/** The new password, if there is one, and whether RDS manages it from now on. @throws Fault InvalidParameterCombination */
function passwordChange(
  found: DbInstance,
  input: Pick<z.infer<typeof change>, 'ManageMasterUserPassword' | 'MasterUserPassword'>,
): { readonly password: string | undefined; readonly managed: boolean } {
  const isManaged = found.secretArn !== undefined;
  const managed = input.ManageMasterUserPassword ?? isManaged;
  const given = input.MasterUserPassword;
  if (managed && given !== undefined) {
    throw invalidParameterCombination(
      "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
    );
  }
  if (isManaged && !managed && given === undefined) {
    throw invalidParameterCombination('You must specify MasterUserPassword when you disable ManageMasterUserPassword.');
  }
  return { password: managed && !isManaged ? generatedPassword() : given, managed };
}

/** What cannot be done to an instance in the state that it is in. */
export function notAvailable({ id }: DbInstance): Fault {
  return new Fault('InvalidDBInstanceState', `Instance ${id} is not in available state.`);
}

function refuseSnapshot(skip: boolean, name: string | undefined): void {
  if (skip && name !== undefined) {
    throw invalidParameterCombination(
      'FinalDBSnapshotIdentifier can not be specified when deleting an instance with SkipFinalSnapshot set.',
    );
  }
  if (!skip && name === undefined) {
    throw invalidParameterCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  }
  if (name !== undefined) {
    throw invalidParameterCombination(
      'The local endpoint takes no snapshots, and deletes the databases. Export what you need (pg_dump), then set SkipFinalSnapshot.',
    );
  }
}
