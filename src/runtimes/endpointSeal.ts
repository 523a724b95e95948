/**
 * Tells a workspace's `.strata/endpoint.json` that this user's endpoint has written from one that came along with a
 * repository. An endpoint that served with keys out of the latter would be open to whoever has put them there: a page in
 * a browser can send signed requests to 127.0.0.1, and requests start programs. So the keys are sealed with a secret of
 * the user's, which lies outside of every workspace and is made with the first endpoint.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EndpointFile, endpointFileSchema } from '../core/endpointFile.ts';

type Keys = Pick<EndpointFile, 'accessKeyId' | 'secretAccessKey'>;

/**
 * The content of an endpoint file.
 * @throws when it is damaged, and when its keys were not made for this user on this machine
 */
export function readSealed(text: string): EndpointFile {
  const file = endpointFileSchema.parse(JSON.parse(text));
  if (file.seal !== sealWith(readFileSync(secretFile(), 'utf8'), file))
    throw new Error('The keys are not of this user.');
  return file;
}

/** The user's secret can be neither read nor made. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** @throws SecretError */
export function sealOf(keys: Keys): string {
  try {
    return sealWith(readOrMakeSecret(), keys);
  } catch (error) {
    const text = `The secret by which the endpoint knows its own keys cannot be kept in ${secretFile()} (${(error as Error).message}). Make that folder writable.`;
    throw new SecretError(text, { cause: error });
  }
}

/** The same for all programs of the user, whatever their environments say of other folders. */
function secretFile(): string {
  const folder = { win32: 'AppData/Local/strata', darwin: 'Library/Application Support/strata' }[
    process.platform as string
  ];
  return path.join(homeOfUser(), folder ?? '.local/state/strata', 'endpoint.key');
}

function homeOfUser(): string {
  try {
    return os.userInfo().homedir;
  } catch {
    // A container's user that the system has no entry for.
    return os.homedir();
  }
}

function sealWith(secret: string, { accessKeyId, secretAccessKey }: Keys): string {
  return createHmac('sha256', secret).update(`${accessKeyId}\n${secretAccessKey}`).digest('hex');
}

function readOrMakeSecret(): string {
  const file = secretFile();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, randomBytes(32).toString('hex'), { mode: 0o600 });
    // Of two endpoints that start at the same moment the second one takes what the first has made.
    linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  return readFileSync(file, 'utf8');
}
