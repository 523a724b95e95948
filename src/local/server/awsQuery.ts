/** The awsQuery protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html. */
import type { Fault } from './fault.ts';

type Tree = { [name: string]: Tree | string };

/**
 * The operation's name and its input, built from `Action=…&Tags.member.1.Key=…`. Lists (`member.N`, or bare numbers)
 * become arrays and maps (`entry.N.key/value`) objects; every leaf is a string.
 */
export function readQuery(body: string): { operation: string; input: Record<string, unknown> } {
  const tree: Tree = {};
  let operation = '';
  for (const [name, value] of new URLSearchParams(body)) {
    if (name === 'Action') operation = value;
    else if (name !== 'Version') insert(tree, name.split('.'), value);
  }
  return { operation, input: shape(tree) as Record<string, unknown> };
}

function insert(tree: Tree, path: readonly string[], value: string): void {
  let at = tree;
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (typeof next === 'object') at = next;
    else {
      const made: Tree = Object.create(null) as Tree;
      at[name] = made;
      at = made;
    }
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

function shape(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  const names = Object.keys(tree);
  const [only] = names;
  if (names.length === 1 && only === 'member') return list(tree.member);
  if (names.length === 1 && only === 'entry') {
    // SNS writes Name and Value for message attributes where all other maps have key and value.
    const entries = list(tree.entry) as { key?: string; value?: unknown; Name?: string; Value?: unknown }[];
    return Object.fromEntries(entries.map((each) => [each.key ?? each.Name ?? '', each.value ?? each.Value]));
  }
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) return list(tree);
  return Object.fromEntries(names.map((name) => [name, shape(tree[name] ?? '')]));
}

function list(tree: Tree | string | undefined): unknown[] {
  if (tree === undefined || typeof tree === 'string') return [];
  return Object.keys(tree)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => shape(tree[name] ?? ''));
}

const isMap = Symbol('map');
const memberName = Symbol('memberName');

/** A list whose items XML writes under a name of their own, as older services have it: `<Clusters><Cluster>…`. */
export function queryList<T>(name: string, items: readonly T[]): readonly T[] {
  return Object.defineProperty([...items], memberName, { value: name });
}

/**
 * An object whose names are data and not members of a shape: XML writes it as `<entry>` maps, while other local
 * services that call the operation see a plain object, as from the SDK.
 */
export function queryMap<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.defineProperty({ ...entries }, isMap, { value: true });
}

/** The XML of an answer; arrays become lists of `<member>` or of what `queryList` calls them, `Map`s and `queryMap`s become `<entry>` maps, Dates ISO 8601. */
export function writeQueryXml(operation: string, output: unknown, xmlns: string, requestId: string): string {
  const result = output === undefined ? '' : `<${operation}Result>${xmlOf(output)}</${operation}Result>`;
  return (
    `<${operation}Response xmlns="${xmlns}">${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

function xmlOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) {
    const name = memberName in value ? String(value[memberName]) : 'member';
    return value.map((each) => `<${name}>${xmlOf(each)}</${name}>`).join('');
  }
  const entries = value instanceof Map ? value : value instanceof Object && isMap in value && Object.entries(value);
  if (entries) {
    return [...entries]
      .map(([key, each]) => `<entry><key>${escapeXml(String(key))}</key><value>${xmlOf(each)}</value></entry>`)
      .join('');
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, each]) => each !== undefined && each !== null)
      .map(([name, each]) => `<${name}>${xmlOf(each)}</${name}>`)
      .join('');
  }
  return escapeXml(String(value));
}

export function faultXml(fault: Fault, xmlns: string, requestId: string): string {
  const type = fault.status >= 500 ? 'Receiver' : 'Sender';
  return (
    `<ErrorResponse xmlns="${xmlns}"><Error><Type>${type}</Type><Code>${fault.code}</Code>` +
    `<Message>${escapeXml(fault.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  );
}

export function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\r', '&#13;')
      // Characters that XML 1.0 cannot carry at all.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to remove
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  );
}
