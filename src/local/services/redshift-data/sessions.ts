/** Sessions that stay open between statements: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling.html */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { WarehouseCrash } from '../../warehouse/warehouseProcess.ts';
import { sqlStateOf } from './sqlFailure.ts';
import { keptMs, type Target } from './statement.ts';

/** As many as the Data API keeps of a cluster or workgroup. */
const mostSessions = 500;

/** Whether an error says that the warehouse knows the session no more. */
function isGone(error: unknown): boolean {
  return error instanceof WarehouseCrash || sqlStateOf(error) === '08003';
}

/** A session as it can be listed; moments are milliseconds since 1970. */
export interface ListedSession {
  readonly id: string;
  readonly region: string;
  readonly target: Target;
  readonly created: number;
  readonly updated: number;
  readonly status: SessionStatus;
  readonly keepAliveMs: number;
  /** The statement that runs in it, or ran last. */
  readonly statement: string | undefined;
}

export type SessionStatus = 'AVAILABLE' | 'BUSY' | 'CLOSED';

interface Kept extends ListedSession {
  updated: number;
  status: SessionStatus;
  keepAliveMs: number;
  statement: string | undefined;
  /** The warehouse's session; opened with the first statement. */
  session: number | undefined;
  closing: NodeJS.Timeout | undefined;
}

function become(kept: Kept, status: SessionStatus): void {
  kept.status = status;
  kept.updated = Date.now();
}

export class Sessions {
  readonly #kernel: Kernel;
  readonly #kept = new Map<string, Kept>();
  /** Those of the last day that are no more. */
  #closed: Kept[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A new session for the first of its statements. @throws Fault ActiveSessionsExceededException */
  create(region: string, target: Target, keepAliveSeconds: number): string {
    if (this.#kept.size >= mostSessions) {
      throw new Fault('ActiveSessionsExceededException', `There are ${mostSessions} sessions already.`);
    }
    const id = randomUUID();
    const now = Date.now();
    this.#kept.set(id, {
      ...{ id, region, target, created: now, updated: now, status: 'BUSY', keepAliveMs: keepAliveSeconds * 1000 },
      ...{ session: undefined, statement: undefined, closing: undefined },
    });
    return id;
  }

  /**
   * Takes a session for one more statement; it runs one at a time.
   * @throws Fault ResourceNotFoundException, or ValidationException when a statement runs in it
   */
  take(region: string, id: string, keepAliveSeconds: number | undefined): Target {
    const kept = this.#kept.get(id);
    if (kept?.region !== region) {
      throw new Fault('ResourceNotFoundException', `Session ${id} does not exist or has been closed.`, 400, {
        ResourceId: id,
      });
    }
    if (kept.status === 'BUSY') throw validationFault(`Session ${id} is busy: a statement runs in it.`);
    clearTimeout(kept.closing);
    become(kept, 'BUSY');
    if (keepAliveSeconds !== undefined) kept.keepAliveMs = keepAliveSeconds * 1000;
    return kept.target;
  }

  /** The statement that a session was taken for. */
  runs(id: string, statement: string): void {
    const kept = this.#kept.get(id);
    if (kept) kept.statement = statement;
  }

  /** Those of the last day, the newest first. */
  list(region: string): ListedSession[] {
    this.#closed = this.#closed.filter(({ created }) => created > Date.now() - keptMs);
    return [...this.#closed, ...this.#kept.values()]
      .filter((each) => each.region === region)
      .sort((a, b) => b.created - a.created);
  }

  /**
   * Works in a statement's session: the kept one, or one of its own that ends with it.
   * @param id of a kept session
   */
  async within<T>(
    target: Target,
    id: string | undefined,
    signal: AbortSignal,
    work: (session: number) => Promise<T>,
  ): Promise<T> {
    const kept = id === undefined ? undefined : this.#kept.get(id);
    const session = kept?.session ?? (await this.#open(target, signal));
    if (kept) kept.session = session;
    try {
      return await work(session);
    } catch (error) {
      // With its process the session is gone, and what was temporary in it: whoever names it again is told.
      if (kept && isGone(error)) this.#end(kept);
      throw error;
    } finally {
      if (!kept) await this.#close(session);
    }
  }

  /** A statement of the session has ended, or never began. */
  release(id: string): void {
    const kept = this.#kept.get(id);
    if (!kept) return;
    become(kept, 'AVAILABLE');
    kept.closing = setTimeout(() => void this.#forget(kept), kept.keepAliveMs);
    kept.closing.unref();
  }

  /** Ends all of them. */
  close(): void {
    for (const kept of this.#kept.values()) clearTimeout(kept.closing);
    this.#kept.clear();
  }

  #end(kept: Kept): void {
    this.#kept.delete(kept.id);
    this.#closed.push(kept);
    become(kept, 'CLOSED');
  }

  async #forget(kept: Kept): Promise<void> {
    this.#end(kept);
    if (kept.session !== undefined) await this.#close(kept.session);
  }

  async #open({ database, user }: Target, signal: AbortSignal): Promise<number> {
    const applicationName = 'Redshift Data API';
    const about = { database, user: user.replace(/^IAMA:/, 'IAM:'), applicationName };
    const { session } = await this.#kernel.warehouse.call('openSession', about, signal);
    return session;
  }

  /** One whose process has ended is closed already. */
  async #close(session: number): Promise<void> {
    const patience = AbortSignal.timeout(30_000);
    await this.#kernel.warehouse.call('closeSession', { session }, patience).catch((error: unknown) => {
      this.#kernel.log.debug(`closing session ${session} of the warehouse: ${String(error)}`);
    });
  }
}
