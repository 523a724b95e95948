import { STATUS_CODES } from 'node:http';
import { AppError, type AppErrorCode, isCancellation } from '../../core/appError.ts';
import type { Connection } from '../../core/connection.ts';
import { t } from '../../core/l10n.ts';

/** Error names as the services and the SDK's credential providers give them, and what each means to the reader. */
const codes: readonly (readonly [RegExp, AppErrorCode])[] = [
  [
    /Expired.*Token|ExpiredToken|TokenExpired|RequestExpired|SSOTokenProvider|UnauthorizedSSOToken/,
    'credentials-expired',
  ],
  [/CredentialsProviderError|CouldNotLoadCredentials|ProviderError/, 'credentials-missing'],
  [
    /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature/,
    'access-denied',
  ],
  [/AccessDenied|Forbidden|NotAuthorized|UnauthorizedOperation|AuthorizationError/, 'access-denied'],
  [/Throttl|TooManyRequests|SlowDown|RequestLimitExceeded|LimitExceeded|Slow ?Down/, 'throttled'],
  [/AlreadyExists|AlreadyOwned|EntityAlreadyExists|ResourceInUse/, 'already-exists'],
  [/NotFound|NoSuch|DoesNotExist|UnknownResource/, 'not-found'],
  [/Concurrent|Conflict|InProgress|Running/, 'conflict'],
  [
    /Validation|InvalidInput|InvalidRequest|InvalidParameter|InvalidDefinition|Malformed|SerializationException/,
    'invalid-input',
  ],
  [/UnknownOperation|NotImplemented|UnsupportedOperation|UnknownService/, 'unsupported'],
  // Before the timeouts: the SDK calls a refused or broken connection a TimeoutError.
  [/ECONNREFUSED|ENOTFOUND|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|EAI_AGAIN|NetworkingError/, 'unreachable'],
  [/TimeoutError|RequestTimeout/, 'timeout'],
];

/** An error of the SDK in the product's own terms, with what the reader can do about it. */
export function fromAwsError(error: unknown, connection: Connection): AppError {
  if (error instanceof AppError) return error;
  if (isCancellation(error)) return new AppError('cancelled', t('Cancelled.'), { cause: error });
  const { name, message } = namesOf(error);
  const code = codes.find(([pattern]) => pattern.test(name))?.[1] ?? 'failed';
  const hint = hintFor(code, connection);
  const said = wasSilence(error, code) ? silenceOf(connection) : message || name;
  return new AppError(code, said, { ...(hint ? { hint } : {}), cause: error });
}

/** A timeout that no service spoke of; the SDK's own text is about its sockets. */
function wasSilence(error: unknown, code: AppErrorCode): boolean {
  if (code !== 'timeout' || !(error instanceof Error)) return false;
  const { $metadata } = error as { $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined;
}

function silenceOf(connection: Connection): string {
  return connection.kind === 'local'
    ? t('The local endpoint does not answer at {0}.', connection.endpoint)
    : t('{0} does not answer.', connection.endpoint ?? 'AWS');
}

function namesOf(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: '', message: String(error) };
  // A refused connection is an AggregateError (one per address tried) with an empty message.
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  const source = inner instanceof Error ? inner : error;
  const code = (source as NodeJS.ErrnoException).code ?? '';
  return { name: `${error.name} ${code}`, message: saidNothing(source) ?? source.message };
}

/** An answer to HEAD has no body; its status is all that it says, and the SDK says `UnknownError`. */
function saidNothing(error: Error): string | undefined {
  if (error.message !== 'UnknownError' || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode === undefined ? undefined : STATUS_CODES[httpStatusCode];
}

function hintFor(code: AppErrorCode, connection: Connection): string | undefined {
  const local = connection.kind === 'local';
  switch (code) {
    case 'credentials-expired':
      return connection.kind === 'aws' && connection.profile
        ? t('Sign in again: aws sso login --profile {0}', connection.profile)
        : t('Renew your AWS credentials and try again.');
    case 'credentials-missing':
      return t('No credentials were found. Choose another connection, or set up a profile with aws configure.');
    case 'unreachable':
      return local
        ? t('The local endpoint does not answer. Start it from the status bar or with strata up.')
        : t('AWS cannot be reached. Check your network, proxy and region.');
    case 'timeout':
      return local
        ? t('It may be busy: try again, or stop it and start it.')
        : t('Check your network and proxy, and try again.');
    case 'access-denied':
      return local ? undefined : t('The identity of this connection may not do this. Ask for the permission it names.');
    case 'throttled':
      return t('AWS asks to slow down. Try again in a moment.');
    default:
      return undefined;
  }
}
