import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Authorization } from '../loading.ts';
import { RedshiftError } from '../redshiftError.ts';

/**
 * One of the ways to say who is asked for, or nothing where none comes next.
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-authorization.html
 */
export function readAuthorization(stream: TokenStream): Authorization | undefined {
  if (stream.accept('IAM_ROLE')) {
    stream.accept('AS');
    return { iamRole: stream.accept('DEFAULT') ? 'default' : stream.string() };
  }
  const keys = { ACCESS_KEY_ID: 'accessKeyId', SECRET_ACCESS_KEY: 'secretAccessKey', SESSION_TOKEN: 'sessionToken' };
  for (const [word, name] of Object.entries(keys)) {
    if (!stream.accept(word)) continue;
    stream.accept('AS');
    return { [name]: stream.string() };
  }
  if (!stream.accept('CREDENTIALS') && !stream.accept('WITH', 'CREDENTIALS')) return undefined;
  stream.accept('AS');
  if (stream.is('IAM_ROLE')) return readAuthorization(stream);
  const { at } = stream;
  return fromCredentials(stream.string(), at);
}

const credentials: Readonly<Record<string, keyof Authorization>> = {
  aws_iam_role: 'iamRole',
  aws_access_key_id: 'accessKeyId',
  aws_secret_access_key: 'secretAccessKey',
  token: 'sessionToken',
};

/** `aws_access_key_id=…;aws_secret_access_key=…`. */
function fromCredentials(text: string, at: number): Authorization {
  // `master_symmetric_key` belongs to the files, not to who reads them.
  const pairs = text.split(';').filter((pair) => pair.trim() !== '' && !/^\s*master_symmetric_key=/i.test(pair));
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.indexOf('=');
      const name = credentials[pair.slice(0, split).trim().toLowerCase()];
      if (!name)
        throw new RedshiftError('22023', `Invalid credentials. Must be of the format: ${credentialsFormat}`, at);
      return [name, pair.slice(split + 1).trim()];
    }),
  );
}

const credentialsFormat = "credentials 'aws_iam_role=…' or 'aws_access_key_id=…;aws_secret_access_key=…[;token=…]'";
