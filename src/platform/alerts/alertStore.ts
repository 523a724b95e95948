/**
 * Alerts as files of the workspace, `.strata/alerts`, which all its windows and the command line share.
 *
 * `ID.json` is the alert, `ID.told` that somebody was told of it, `ID.read` that the user has looked at it, `ID.seen` a
 * message that told nothing new, and `since-HOME` the moment from which failures count. What must happen once is the making of a file that may not be there
 * yet: of many windows one makes it, and a reload finds it made.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Alert, KeptAlert } from '../../core/alert.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import { cacheDir } from '../../runtimes/cacheDir.ts';

/** Alerts that are kept; the oldest go first. */
const kept = 200;

export function alertId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

export class AlertStore {
  readonly folder: string;
  /** What was read of files that never change. */
  readonly #known = new Map<string, Alert>();

  /** @param root the workspace; without one, alerts are kept beside the user's other caches */
  constructor(root: string | undefined) {
    this.folder = root === undefined ? path.join(cacheDir(), 'alerts') : path.join(root, stateFolderName, 'alerts');
  }

  /** From when on failures of a connection count: the moment when somebody first asked. */
  async since(home: string): Promise<number> {
    const file = path.join(this.folder, `since-${alertId([home])}`);
    await this.#open();
    await writeNew(file, String(Date.now()));
    return Number(await readFile(file, 'utf8'));
  }

  /** Keeps an alert; false where it was kept before. */
  async add(alert: Alert): Promise<boolean> {
    await this.#open();
    return await writeNew(this.#file(alert.id, 'json'), JSON.stringify(alert));
  }

  /** True for the one caller, of all windows, who is to tell the user. */
  async claimTelling(id: string): Promise<boolean> {
    return await writeNew(this.#file(id, 'told'), String(process.pid));
  }

  /** Whether a message was found to be of a failure that was known without it; asked when it is read again. */
  async isPassedOver(messageId: string): Promise<boolean> {
    return await readFile(this.#file(alertId(['passed', messageId]), 'seen')).then(
      () => true,
      () => false,
    );
  }

  async passOver(messageId: string): Promise<void> {
    await this.#open();
    await writeNew(this.#file(alertId(['passed', messageId]), 'seen'), '');
  }

  async markRead(ids: readonly string[]): Promise<void> {
    for (const id of ids) await writeNew(this.#file(id, 'read'), '');
  }

  /** Newest first. */
  async all(): Promise<readonly (KeptAlert & { readonly told: boolean })[]> {
    const names = new Set(await readdir(this.folder).catch(() => []));
    const ids = [...names].filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    const alerts = await Promise.all(ids.map((id) => this.#read(id)));
    return alerts
      .filter((each) => each !== undefined)
      .map((each) => ({ ...each, read: names.has(`${each.id}.read`), told: names.has(`${each.id}.told`) }))
      .sort((a, b) => b.at - a.at);
  }

  /** Forgets the oldest. What is forgotten was told long ago: failures before the oldest that is kept count no more. */
  async prune(home: string): Promise<void> {
    const old = (await this.all()).slice(kept);
    const [newest] = old;
    if (!newest) return;
    const since = path.join(this.folder, `since-${alertId([home])}`);
    await rm(since, { force: true });
    await writeNew(since, String(newest.at + 1));
    for (const { id } of old) {
      this.#known.delete(id);
      for (const ending of ['json', 'told', 'read'] as const) await rm(this.#file(id, ending), { force: true });
    }
  }

  async #read(id: string): Promise<Alert | undefined> {
    const known = this.#known.get(id);
    if (known) return known;
    try {
      const alert = JSON.parse(await readFile(this.#file(id, 'json'), 'utf8')) as Alert;
      this.#known.set(id, alert);
      return alert;
    } catch {
      // Removed meanwhile, by another window or by hand.
      return undefined;
    }
  }

  #file(id: string, ending: 'json' | 'told' | 'read' | 'seen'): string {
    return path.join(this.folder, `${id}.${ending}`);
  }

  /** What failed is nobody's but the user's, and belongs in no repository. */
  async #open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(this.folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {});
  }
}

/** Makes a file with its whole content, if there is none; false if there is. */
async function writeNew(file: string, content: string): Promise<boolean> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(beside, content, { mode: 0o600, flush: true });
    await link(beside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}
