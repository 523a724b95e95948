/**
 * `{{resolve:secretsmanager:ID:SecretString:KEY}}`, which stands for a secret's value when a resource is made and never in
 * what is kept or told of it. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
import { Fault } from '../../../server/fault.ts';

const reference = /\{\{resolve:([^{}]*)\}\}/g;
const secretReference =
  /^secretsmanager:(arn:[^:]+:[^:]+:[^:]*:\d+:[^:]+:[^:]+|[^:]+)(?::SecretString)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;

type ReadSecret = (input: {
  readonly SecretId: string;
  readonly VersionStage?: string;
  readonly VersionId?: string;
}) => Promise<string>;

/**
 * The same value with every reference replaced.
 * @param read gives a secret's text
 * @throws Fault ValidationError for a reference that cannot be resolved here
 */
export async function resolveReferences(value: unknown, read: ReadSecret): Promise<unknown> {
  if (typeof value === 'string') return value.includes('{{resolve:') ? await resolveText(value, read) : value;
  if (Array.isArray(value)) return await Promise.all(value.map((item) => resolveReferences(item, read)));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(async ([name, item]) => [name, await resolveReferences(item, read)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function resolveText(text: string, read: ReadSecret): Promise<string> {
  let resolved = '';
  let from = 0;
  for (const match of text.matchAll(reference)) {
    resolved += text.slice(from, match.index) + (await resolveOne(match[1] ?? '', read));
    from = match.index + match[0].length;
  }
  return resolved + text.slice(from);
}

async function resolveOne(said: string, read: ReadSecret): Promise<string> {
  const parts = secretReference.exec(said);
  if (!parts) {
    throw new Fault(
      'ValidationError',
      `Could not resolve {{resolve:${said}}}: the local endpoint resolves secretsmanager references only.`,
    );
  }
  const [, SecretId = '', key, stage, version] = parts;
  const text = await read({
    SecretId,
    ...(stage ? { VersionStage: stage } : {}),
    ...(version ? { VersionId: version } : {}),
  });
  if (!key) return text;
  const found = memberOf(text, key);
  if (found !== undefined) return found;
  throw new Fault('ValidationError', `Could not find a value associated with JSONKey in SecretString: ${key}`);
}

function memberOf(text: string, key: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const member = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
    return member === undefined ? undefined : String(member);
  } catch {
    return undefined;
  }
}
