/** The beginning of a connection: TLS, the start-up message, the password. */
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { SqlError, sqlStates } from '../sqlError.ts';
import { BodyReader } from './messageReader.ts';
import type { MessageStream } from './messageStream.ts';
import { md5Answer, sameSecret } from './passwords.ts';

const codes = { protocol3: 196_608, cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104 };

export type Opening =
  | { readonly kind: 'session'; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: number };

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/**
 * Reads up to the start-up message, going over to TLS when the client asks.
 * @throws SqlError for what is no such message
 */
export async function readOpening(stream: MessageStream, tls: TlsFiles): Promise<Opening | undefined> {
  for (;;) {
    const message = await stream.next();
    if (!message) return undefined;
    const body = new BodyReader(message.body);
    const code = body.int32();
    if (code === codes.tls) await stream.secure((socket) => secured(socket, tls));
    else if (code === codes.gss) stream.raw('N');
    else if (code === codes.cancel) return { kind: 'cancel', pid: body.int32(), secret: body.int32() };
    else if (code === codes.protocol3) return { kind: 'session', parameters: parametersOf(body) };
    else throw new SqlError('08P01', `unsupported frontend protocol ${code >> 16}.${code & 0xffff}`);
  }
}

function secured(socket: Duplex, { key, cert }: TlsFiles): TLSSocket {
  return new TLSSocket(socket as never, { isServer: true, key, cert, minVersion: 'TLSv1.2' });
}

function parametersOf(body: BodyReader): Map<string, string> {
  const parameters = new Map<string, string>();
  while (body.rest > 1) {
    const name = body.text();
    parameters.set(name, body.text());
  }
  return parameters;
}

/**
 * Asks for the password; a user that there is not is refused in the same way.
 * @throws SqlError 28P01
 */
export async function authenticate(stream: MessageStream, user: string, passwords: readonly string[]): Promise<void> {
  const salt = randomBytes(4);
  stream.writer.authentication(5, salt);
  await stream.writer.flush();
  const message = await stream.next();
  if (message?.type !== 'p') throw new SqlError('08P01', 'expected a password');
  const given = new BodyReader(message.body).text();
  const isRight = passwords.some((password) => sameSecret(given, md5Answer(user, password, salt)));
  if (!isRight) {
    throw new SqlError(sqlStates.invalidPassword, `password authentication failed for user "${user}"`, {
      hint: '`strata env` prints the user and the password of this workspace.',
    });
  }
  stream.writer.authentication(0);
}
