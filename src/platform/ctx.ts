import type { Connection } from '../core/connection.ts';
import type { Effect } from '../core/effect.ts';
import type { Log } from '../core/log.ts';
import type { AwsClients } from './connections/awsClients.ts';
import type { WebLogins } from './connections/webLogins.ts';
import type { DatabaseLogins } from './postgres/databaseServer.ts';
import type { Workspace } from './workspace/workspace.ts';

/** All that a service is handed. Each host builds one for a connection; `grant` makes the one that an action runs in. */
export interface Ctx {
  readonly connection: Connection;
  /** The most that the clients of this context will do; everything but an action's `do` runs with `read`. */
  readonly granted: Effect;
  readonly aws: AwsClients;
  readonly workspace: Workspace;
  /** How the user signs in to databases; absent where nobody can be asked. */
  readonly logins?: DatabaseLogins;
  /** How the user signs in to servers with APIs of their own; absent as above. */
  readonly webLogins?: WebLogins;
  /** Tells the one who waits what is going on: shown as progress, printed to standard error. */
  readonly report: (message: string) => void;
  readonly log: Log;
}
