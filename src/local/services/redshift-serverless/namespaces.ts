/** https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Namespace.html */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { takePage } from '../../server/pageToken.ts';
import { ensureDatabase } from '../../warehouse/ensureDatabase.ts';
import { setLogin } from '../../warehouse/logins.ts';
import { checkPassword, forgetMasterUser, keepMasterUser } from '../../warehouse/masterUser.ts';
import { namespaceArn } from './arns.ts';
import { placeAfter, resourceName, serverlessPaging, tagsInput } from './inputs.ts';
import type { Namespace, ServerlessStore } from './serverlessStore.ts';
import { forgetTags, putTags } from './tags.ts';

const settings = {
  namespaceName: resourceName,
  adminUsername: z.string().nullish(),
  adminUserPassword: z.string().nullish(),
  manageAdminPassword: z.boolean().nullish(),
  defaultIamRoleArn: z.string().nullish(),
  iamRoles: z.array(z.string()).nullish(),
  kmsKeyId: z.string().nullish(),
  logExports: z.array(z.enum(['useractivitylog', 'userlog', 'connectionlog'])).nullish(),
};
const creation = z.object({
  ...settings,
  dbName: z
    .string()
    .regex(/^[a-z_][a-z0-9_$]{0,63}$/)
    .nullish(),
  tags: tagsInput.nullish(),
});

export function namespaceOperations(kernel: Kernel, store: ServerlessStore): Operations {
  const conflict = (name: string) => new Fault('ConflictException', `Namespace ${name} already exists`, 409);

  return {
    CreateNamespace: operation(creation, async (input, call) => {
      const { namespaceName: name, dbName, adminUsername } = input;
      if (store.namespaces(call.region).get(name)) throw conflict(name);
      const database = dbName ?? 'dev';
      await ensureDatabase(kernel, database, call.signal);
      const namespace = kernel.store.transaction(() => {
        const user = {
          name: adminUsername ?? 'admin',
          password: input.adminUserPassword ?? undefined,
          managed: input.manageAdminPassword === true,
        };
        // Without a password nobody signs in as this user: IAM and the Data API are the way in.
        const withPassword = user.managed || user.password !== undefined;
        const master = withPassword
          ? keepMasterUser(kernel.store, call, user, name, 'ValidationException')
          : { name: user.name };
        const made: Namespace = {
          name,
          id: randomUUID(),
          adminUser: master.name,
          secretArn: master.secretArn,
          database,
          iamRoles: input.iamRoles ?? [],
          defaultRole: input.defaultIamRoleArn ?? undefined,
          kmsKey: input.kmsKeyId ?? undefined,
          logExports: input.logExports ?? [],
          created: Date.now(),
        };
        // Another call may have made it while the database was.
        if (!store.namespaces(call.region).insert(name, made)) throw conflict(name);
        putTags(kernel.store, call.region, namespaceArn(made, call), input.tags ?? []);
        return made;
      });
      return { namespace: describe(namespace, call) };
    }),

    GetNamespace: operation(z.object({ namespaceName: resourceName }), (input, call) => ({
      namespace: describe(store.needNamespace(call.region, input.namespaceName), call),
    })),

    ListNamespaces: operation(z.object(serverlessPaging), (input, call) => {
      const all = [...store.namespaces(call.region).all()].map(({ value }) => value);
      const { items, NextToken } = takePage(
        placeAfter(all, input.nextToken),
        ({ name }) => name,
        input.maxResults ?? 100,
      );
      return {
        namespaces: items.map((each) => describe(each, call)),
        ...(NextToken === undefined ? {} : { nextToken: NextToken }),
      };
    }),

    UpdateNamespace: operation(z.object(settings), (input, call) => {
      const found = store.needNamespace(call.region, input.namespaceName);
      const password = input.adminUserPassword ?? undefined;
      if (password !== undefined) checkPassword(password, 'ValidationException');
      const changed: Namespace = {
        ...found,
        iamRoles: input.iamRoles ?? found.iamRoles,
        defaultRole: input.defaultIamRoleArn ?? found.defaultRole,
        kmsKey: input.kmsKeyId ?? found.kmsKey,
        logExports: input.logExports ?? found.logExports,
        adminUser: input.adminUsername ?? found.adminUser,
      };
      kernel.store.transaction(() => {
        if (password !== undefined) setLogin(kernel.store, changed.adminUser, { password });
        store.namespaces(call.region).put(found.name, changed);
      });
      return { namespace: describe(changed, call) };
    }),

    DeleteNamespace: operation(
      z.object({ namespaceName: resourceName, finalSnapshotName: z.string().nullish() }),
      (input, call) => {
        const found = store.needNamespace(call.region, input.namespaceName);
        const used = [...store.workgroups(call.region).all()].some(({ value }) => value.namespace === found.name);
        if (used) {
          throw new Fault('ConflictException', `Namespace ${found.name} can't be deleted: it has a workgroup.`, 409);
        }
        if (input.finalSnapshotName) {
          throw new Fault(
            'ValidationException',
            'The local endpoint takes no snapshots: the data stay in its warehouse. Leave finalSnapshotName out.',
          );
        }
        kernel.store.transaction(() => {
          store.namespaces(call.region).delete(found.name);
          forgetTags(kernel.store, call.region, namespaceArn(found, call));
          forgetMasterUser(kernel.store, found.adminUser, store.adminUsers());
        });
        return { namespace: { ...describe(found, call), status: 'DELETING' } };
      },
    ),
  };
}

function describe(namespace: Namespace, call: Call) {
  return {
    namespaceName: namespace.name,
    namespaceId: namespace.id,
    namespaceArn: namespaceArn(namespace, call),
    adminUsername: namespace.adminUser,
    ...(namespace.secretArn === undefined ? {} : { adminPasswordSecretArn: namespace.secretArn }),
    dbName: namespace.database,
    ...(namespace.defaultRole === undefined ? {} : { defaultIamRoleArn: namespace.defaultRole }),
    iamRoles: namespace.iamRoles,
    kmsKeyId: namespace.kmsKey ?? 'AWS_OWNED_KMS_KEY',
    logExports: namespace.logExports,
    status: 'AVAILABLE',
    creationDate: new Date(namespace.created).toISOString(),
  };
}
