/** Who may do what with a resource: kept and told, as there is one user here and it may do everything. */
import { z } from 'zod';

const permission = z.object({ Principal: z.string().min(1).max(256), Actions: z.array(z.string()).min(1).max(20) });

export type Permission = z.infer<typeof permission>;

export const permissions = z.array(permission).max(64).nullish();

export const permissionChanges = { GrantPermissions: permissions, RevokePermissions: permissions };

/** Adds and takes away, as UpdateDataSetPermissions does: a principal without actions is gone. */
export function changedPermissions(
  kept: readonly Permission[],
  grant: readonly Permission[],
  revoke: readonly Permission[],
): Permission[] {
  const actions = new Map(kept.map(({ Principal, Actions }) => [Principal, new Set(Actions)]));
  for (const { Principal, Actions } of grant) {
    actions.set(Principal, new Set([...(actions.get(Principal) ?? []), ...Actions]));
  }
  for (const { Principal, Actions } of revoke) {
    for (const action of Actions) actions.get(Principal)?.delete(action);
  }
  return [...actions]
    .filter(([, left]) => left.size > 0)
    .map(([Principal, left]) => ({ Principal, Actions: [...left] }));
}
