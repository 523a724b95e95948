import { AppError } from '../../core/appError.ts';
import type { Connection } from '../../core/connection.ts';
import { covers, type Effect } from '../../core/effect.ts';
import { t } from '../../core/l10n.ts';
import { silentLog } from '../../core/log.ts';
import { fromAwsError } from './awsErrors.ts';
import { effectOfCommand } from './commandEffect.ts';
import { endsOwnQuery, rememberQuery } from './ownQueries.ts';
import { signInProfile } from './profiles.ts';
import { effectOfCall, retryStrategyFor } from './retries.ts';
import { type RestCall, type RestPlace, sendRest } from './signedRest.ts';

/** What the SDK's clients have in common, as far as it is needed here. */
interface SdkClient {
  /** Typed per client; the one middleware that is added here reads no more than what all share. */
  readonly middlewareStack: { add(middleware: never, options: never): void };
  destroy(): void;
}

type SdkMiddleware = (
  next: (args: { input: unknown }) => Promise<unknown>,
  context: { commandName?: string },
) => (args: { input: unknown }) => Promise<unknown>;

/** Every client's configuration differs; only what all share is passed. */
type SdkClientConstructor<C extends SdkClient> = new (configuration: never) => C;

/** How long a server may keep silent before it is given up, in milliseconds. */
export interface Patience {
  readonly toConnect: number;
  /** Without a byte in either direction. */
  readonly toAnswer: number;
}

const patience: Patience = { toConnect: 10_000, toAnswer: 60_000 };

/**
 * The SDK clients of one connection, made when first asked for. Every call passes here, whatever front door it came
 * through: a call that does more than was granted never leaves the machine, and errors come back as AppErrors.
 */
export class AwsClients implements Disposable {
  readonly #connection: Connection;
  readonly #granted: Effect;
  readonly #report: (message: string) => void;
  readonly #patience: Patience;
  readonly #clients = new Map<unknown, SdkClient>();

  constructor(
    connection: Connection,
    granted: Effect,
    report: (message: string) => void,
    patienceWithServers: Patience = patience,
  ) {
    this.#connection = connection;
    this.#granted = granted;
    this.#report = report;
    this.#patience = patienceWithServers;
  }

  /**
   * The client of this class; its service is the one that imported it.
   * @param toAnswer how long this server may keep silent, in milliseconds, where that is longer than usual, as it is
   * while a function runs; the same at every call for a class
   */
  async client<C extends SdkClient>(
    Client: SdkClientConstructor<C>,
    toAnswer: number = this.#patience.toAnswer,
  ): Promise<C> {
    const known = this.#clients.get(Client) as C | undefined;
    if (known) return known;
    const configuration = await configurationFor(this.#connection);
    const retryStrategy = retryStrategyFor(this.#report);
    const requestHandler = {
      connectionTimeout: this.#patience.toConnect,
      // Not the SDK's requestTimeout, which would end a long upload.
      socketTimeout: toAnswer,
    };
    const made = new Client({ ...configuration, requestHandler, retryStrategy, logger: silentLog } as never);
    const place = { step: 'initialize', name: 'strataGuard', priority: 'high' };
    made.middlewareStack.add(this.#guard as never, place as never);
    this.#clients.set(Client, made);
    return made;
  }

  /**
   * Calls an API for which the SDK has no client here; under the same guard, with the same credentials and errors.
   * @throws AppError
   */
  async rest(call: RestCall, signal: AbortSignal): Promise<unknown> {
    const needed = effectOfCommand(call.operation, call.body);
    this.refuseUnlessGranted(needed, call.operation);
    try {
      const place = (await configurationFor(this.#connection)) as Pick<RestPlace, 'region' | 'credentials'>;
      return await sendRest({ ...place, patience: this.#patience.toAnswer }, call, needed, this.#report, signal);
    } catch (error) {
      throw fromAwsError(error, this.#connection);
    }
  }

  /**
   * For what is changed by another way than AWS's own API, such as an Airflow's.
   * @param call what the message names
   * @throws AppError `read-only`
   */
  refuseUnlessGranted(needed: Effect, call: string): void {
    refuseUnlessAllowed(this.#connection, this.#granted, needed, call);
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }

  readonly #guard: SdkMiddleware = (next, context) => async (args) => {
    const command = (context.commandName ?? '').replace(/Command$/, '');
    const needed = endsOwnQuery(command, args.input) ? 'read' : effectOfCommand(command, args.input);
    refuseUnlessAllowed(this.#connection, this.#granted, needed, command);
    try {
      const result = await effectOfCall.run(needed, () => next(args));
      if (needed === 'read') rememberQuery(command, result);
      return result;
    } catch (error) {
      throw fromAwsError(error, this.#connection);
    }
  };
}

function refuseUnlessAllowed(connection: Connection, granted: Effect, needed: Effect, command: string): void {
  if (needed === 'read') return;
  if (connection.kind === 'aws' && connection.access === 'read-only') {
    throw new AppError(
      'read-only',
      t('The connection {0} is read-only; {1} was not sent.', connection.label, command),
      {
        hint: t('Allow changes for this connection first: Strata: Allow Changes on Connection.'),
      },
    );
  }
  if (!covers(granted, needed)) {
    throw new AppError('read-only', t('{0} changes things, and was not allowed to here.', command), {
      hint: t('Only an action that says that it changes things may call it.'),
    });
  }
}

async function configurationFor(connection: Connection): Promise<object> {
  if (connection.kind === 'local') {
    return {
      region: connection.region,
      endpoint: connection.endpoint,
      credentials: connection.credentials,
      forcePathStyle: true,
      // 127.0.0.1 has no subdomains.
      disableHostPrefix: true,
    };
  }
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return {
    region: connection.region,
    credentials: connection.profile ? await profileCredentials(connection.profile) : fromNodeProviderChain(),
    followRegionRedirects: true,
    // Only the profile's own endpoint counts: a stray AWS_ENDPOINT_URL must never send an account's calls elsewhere.
    ignoreConfiguredEndpointUrls: true,
    ...(connection.endpoint ? { endpoint: connection.endpoint, forcePathStyle: true, disableHostPrefix: true } : {}),
  };
}

/**
 * A profile's own credentials or none: the SDK's chain would go on to those of the machine, and forget what was wrong.
 * What SSO says ends with `profile=NAME`, as it does by itself at times, where NAME is the profile to sign in with.
 */
async function profileCredentials(
  profile: string,
): Promise<ReturnType<typeof import('@aws-sdk/credential-providers').fromIni>> {
  const { fromIni } = await import('@aws-sdk/credential-providers');
  const provider = fromIni({ profile });
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      if (error instanceof Error && /\bsso\b/i.test(error.message) && !error.message.includes('profile='))
        error.message += ` profile=${await signInProfile(profile)}`;
      throw error;
    }
  };
}
