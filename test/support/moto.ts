import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort.ts';
import { testPython } from './python.ts';

export interface Moto extends AsyncDisposable {
  readonly url: string;
}

/** A moto server of its own: an independent judge of what AWS answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawnMoto(await testPython(), port);
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
    const up = await fetch(`${url}/moto-api/data.json`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) {
      return {
        url,
        async [Symbol.asyncDispose]() {
          const ended = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          await ended;
        },
      };
    }
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error('moto did not answer within 30 s');
}

/** Its process alone, which may not answer yet; the caller ends it. */
export function spawnMoto(python: string, port: number): ChildProcess {
  return spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_PORT: String(port) },
  });
}
