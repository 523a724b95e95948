/** Runs in the extension host: activates extensions one after the other, and writes down how long each took. */
import { readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Milliseconds by the extension's id, or what went wrong. */
export type ActivationReport = { readonly times: Readonly<Record<string, number>> } | { readonly error: string };

/** The host is busy with the editor's own extensions when a window has just opened. */
const settleMs = 3000;

export async function activate(): Promise<void> {
  const folder = process.env.STRATA_BENCH_REPORTS;
  const [warmUp, ...measured] = (process.env.STRATA_BENCH_EXTENSIONS ?? '').split(',');
  if (!folder || !warmUp) return;
  const loads = (await readdir(folder)).length;
  // Whichever comes first pays for what both need: they take turns.
  const order = loads % 2 === 0 ? measured : measured.reverse();
  const report = await activateAll([warmUp, ...order]).then(
    (times): ActivationReport => ({ times }),
    (error: Error): ActivationReport => ({ error: error.message }),
  );
  const file = path.join(folder, `${loads}.json`);
  await writeFile(path.join(path.dirname(folder), 'report.new'), JSON.stringify(report));
  await rename(path.join(path.dirname(folder), 'report.new'), file);
}

async function activateAll(ids: readonly string[]): Promise<Record<string, number>> {
  await sleep(settleMs);
  const times: Record<string, number> = {};
  for (const id of ids) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension) throw new Error(`${id} is not installed.`);
    if (extension.isActive) throw new Error(`${id} was active before it was asked for.`);
    const started = performance.now();
    await extension.activate();
    times[id] = performance.now() - started;
    await sleep(200);
  }
  return times;
}
