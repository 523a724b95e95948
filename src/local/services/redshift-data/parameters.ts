import { validationFault } from '../../server/fault.ts';

/** What stands in quotes and comments, where `:name` is only text. */
const opaque = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** The names that a statement refers to as `:name`; `a::type` and `list[1:b]` are something else. */
export function referencedNames(sql: string): ReadonlySet<string> {
  const code = sql.replace(opaque, ' ');
  return new Set([...code.matchAll(/(?<![:\w\])]):([a-zA-Z_]\w*)/g)].map(([, name = '']) => name));
}

/** @throws Fault ValidationException for values that no statement asks for */
export function checkParameters(sqls: readonly string[], given: readonly { readonly name: string }[]): void {
  const referenced = sqls.map(referencedNames);
  const unused = given.filter(({ name }) => !referenced.some((names) => names.has(name))).map(({ name }) => name);
  if (unused.length === 0) return;
  throw validationFault(`Parameters list contains unused parameters. Unused parameters: [${unused.join(', ')}]`);
}
