import type { AppErrorCode } from '../../core/appError.ts';
import type { Connection } from '../../core/connection.ts';
import { t } from '../../core/l10n.ts';

/** What went wrong, from the name that a service, the SDK or the system gives it, and what the reader can do about it. */
export interface AwsErrorKind {
  /** Matched against the names; of the credential providers' errors, which all have one name, against the text too. */
  readonly pattern: RegExp;
  readonly code: AppErrorCode;
  /** Instead of what was said, where that is no text for a reader. */
  readonly message?: (connection: Connection, said: string) => string;
  readonly hint?: (connection: Connection, said: string) => string | undefined;
}

const profileOf = (connection: Connection) => (connection.kind === 'aws' ? connection.profile : undefined);
const addressOf = (connection: Connection) => connection.endpoint ?? 'AWS';

const notSignedIn = (connection: Connection, said: string) =>
  // A role's profile may rest on another one, which is the one to sign in with.
  t('The profile {0} is not signed in.', signInProfile(connection, said));

function signInProfile(connection: Connection, said: string): string {
  return /profile=([^\s,]+)/.exec(said)?.[1] ?? profileOf(connection) ?? 'default';
}

/** In order: the first that matches counts. */
export const awsErrorKinds: readonly AwsErrorKind[] = [
  // The SDK could not read the answer: a page of a proxy or of a hotel's network, mostly.
  {
    pattern: /NoAwsAnswer/,
    code: 'unreachable',
    message: (connection) => t('What answers at {0} is not AWS.', addressOf(connection)),
    hint: () => t('Check your network and proxy, and try again.'),
  },
  {
    pattern: /ProviderError.*(SSO|Token is expired)|UnauthorizedSSOToken|Session token not found/i,
    code: 'credentials-expired',
    message: notSignedIn,
    hint: (connection, said) => t('Sign in: aws sso login --profile {0}', signInProfile(connection, said)),
  },
  {
    pattern: /ProviderError.*(\baws login\b|login session|Failed to load token)/i,
    code: 'credentials-expired',
    message: notSignedIn,
    hint: (connection, said) => t('Sign in: aws login --profile {0}', signInProfile(connection, said)),
  },
  {
    pattern: /ProviderError.*multi-factor/i,
    code: 'credentials-missing',
    hint: () => t('Strata does not ask for such codes. Choose a profile whose session another tool keeps open.'),
  },
  {
    pattern: /Expired.*Token|ExpiredToken|TokenExpired|TokenRefreshRequired/,
    code: 'credentials-expired',
    hint: (connection) => {
      const profile = profileOf(connection);
      return profile === undefined
        ? t('Renew your AWS credentials and try again.')
        : t('Renew the credentials of the profile {0} and try again.', profile);
    },
  },
  {
    pattern: /ProviderError|CouldNotLoadCredentials/,
    code: 'credentials-missing',
    hint: (connection) => {
      const profile = profileOf(connection);
      return profile === undefined
        ? t('No credentials were found. Choose another connection, or set up a profile with aws configure.')
        : t('Set the profile {0} up with aws configure, or choose another connection.', profile);
    },
  },
  {
    pattern: /RequestTimeTooSkewed|RequestInTheFuture|RequestExpired|Signature expired|Signature not yet current/,
    code: 'failed',
    hint: () => t('Set the clock of this computer right.'),
  },
  {
    pattern:
      /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|InvalidToken|IncompleteSignature|MissingAuthenticationToken|AuthFailure/,
    code: 'access-denied',
    hint: (connection) => {
      const profile = profileOf(connection);
      if (connection.kind === 'local') return t('The local endpoint has other keys by now: connect to it again.');
      return profile === undefined
        ? t('AWS does not accept these keys. Check the environment’s AWS credentials.')
        : t('AWS does not accept these keys. Check the profile {0} in ~/.aws/credentials.', profile);
    },
  },
  {
    pattern: /AccessDenied|Forbidden|NotAuthorized|UnauthorizedOperation|AuthorizationError/,
    code: 'access-denied',
    hint: (connection) =>
      connection.kind === 'local'
        ? undefined
        : t('The identity of this connection may not do this. Ask for the permission it names.'),
  },
  {
    pattern: /Throttl|TooManyRequests|Slow ?Down|RequestLimitExceeded|(Bandwidth|Throughput)\w*Exceeded/,
    code: 'throttled',
    hint: () => t('AWS asks to slow down. Try again in a moment.'),
  },
  {
    pattern: /LimitExceeded|QuotaExceeded/,
    code: 'failed',
    hint: () => t('A quota of the account is reached. Delete what is no longer needed, or ask AWS for more.'),
  },
  {
    pattern: /PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint/,
    code: 'failed',
    hint: (connection) => t('It lies in another region than {0}: choose that one.', connection.region),
  },
  { pattern: /AlreadyExists|AlreadyOwned|EntityAlreadyExists|ResourceInUse/, code: 'already-exists' },
  { pattern: /NotFound|Not Found|NoSuch|DoesNotExist|UnknownResource/, code: 'not-found' },
  { pattern: /Concurrent|Conflict|InProgress|Running/, code: 'conflict' },
  {
    pattern:
      /Validation|InvalidInput|InvalidRequest|InvalidParameter|InvalidDefinition|Malformed|SerializationException/,
    code: 'invalid-input',
  },
  { pattern: /UnknownOperation|NotImplemented|UnsupportedOperation|UnknownService/, code: 'unsupported' },
  // Before the timeouts: the SDK calls a refused or broken connection a TimeoutError.
  {
    pattern: /ECONNREFUSED|ENOTFOUND|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|EAI_AGAIN|NetworkingError/,
    code: 'unreachable',
    message: (_, said) => (/^(aborted|socket hang up)$/.test(said) ? t('The connection broke off.') : said),
    hint: (connection) =>
      connection.kind === 'local'
        ? t('The local endpoint does not answer. Start it from the status bar or with strata up.')
        : t('AWS cannot be reached. Check your network, proxy and region.'),
  },
  { pattern: /RequestTimeout/, code: 'timeout' },
  {
    pattern: /TimeoutError/,
    code: 'timeout',
    // The SDK's own text is about its sockets.
    message: (connection) =>
      connection.kind === 'local'
        ? t('The local endpoint does not answer at {0}.', connection.endpoint)
        : t('{0} does not answer.', addressOf(connection)),
    hint: (connection) =>
      connection.kind === 'local'
        ? t('It may be busy: try again, or stop it and start it.')
        : t('Check your network and proxy, and try again.'),
  },
  {
    pattern:
      /ServiceUnavailable|Service Unavailable|Internal ?(Failure|Error|Server|Service)|Bad Gateway|Gateway Timeout/,
    code: 'failed',
    hint: (connection) => (connection.kind === 'local' ? undefined : t('AWS has a fault of its own. Try again later.')),
  },
];
