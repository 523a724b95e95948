import { AppError } from '../core/appError.ts';
import type { Connection } from '../core/connection.ts';
import type { Effect } from '../core/effect.ts';
import { t } from '../core/l10n.ts';
import type { Log } from '../core/log.ts';
import { AwsClients } from './connections/awsClients.ts';
import type { WebLogins } from './connections/webLogins.ts';
import type { Ctx } from './ctx.ts';
import type { DatabaseLogins } from './postgres/databaseServer.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface CtxParts {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly logins?: DatabaseLogins;
  readonly webLogins?: WebLogins;
  readonly report: (message: string) => void;
  readonly log: Log;
}

/** A context that reads. */
export function createCtx(parts: CtxParts): Ctx {
  return { ...parts, granted: 'read', aws: new AwsClients(parts.connection, 'read', parts.report) };
}

/**
 * The same context, allowed to do more: the only way to it, so that every front door passes these checks.
 * @param typedName what the user typed to confirm; must be the label of a protected connection
 * @throws AppError `untrusted-workspace`, `read-only` or `confirmation-missing`
 */
export function grant(ctx: Ctx, effect: Effect, typedName?: string): Ctx {
  if (effect === 'read') return ctx;
  if (!ctx.workspace.trusted) {
    throw new AppError('untrusted-workspace', t('This workspace is not trusted, so nothing is started or changed.'), {
      hint: t('Trust the workspace first: Workspaces: Manage Workspace Trust.'),
    });
  }
  const { connection } = ctx;
  if (connection.kind === 'aws' && connection.access === 'read-only') {
    throw new AppError('read-only', t('The connection {0} is read-only.', connection.label), {
      hint: t('Allow changes for this connection first: Strata: Allow Changes on Connection.'),
    });
  }
  if (connection.kind === 'aws' && connection.protected && typedName !== connection.label) {
    throw new AppError('confirmation-missing', t('The connection {0} is protected.', connection.label), {
      hint: t('Type its name to confirm.'),
    });
  }
  return { ...ctx, granted: effect, aws: new AwsClients(connection, effect, ctx.report) };
}

/**
 * Works in the same context allowed to do more, as `grant` makes it; its clients are closed at the end.
 * @throws AppError as `grant` and the work do
 */
export async function withGrant<T>(
  ctx: Ctx,
  effect: Effect,
  typedName: string | undefined,
  work: (granted: Ctx) => Promise<T>,
): Promise<T> {
  const granted = grant(ctx, effect, typedName);
  try {
    return await work(granted);
  } finally {
    if (granted !== ctx) granted.aws[Symbol.dispose]();
  }
}

/** Works in the same context with another listener for progress; its clients are closed at the end. */
export async function reportingTo<T>(
  ctx: Ctx,
  report: (message: string) => void,
  work: (reporting: Ctx) => Promise<T>,
): Promise<T> {
  using aws = new AwsClients(ctx.connection, ctx.granted, report);
  return await work({ ...ctx, report, aws });
}
