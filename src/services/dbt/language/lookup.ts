import type { DbtMacro, DbtManifest, DbtNode } from '../manifest.ts';

const order = ['model', 'seed', 'snapshot'];

/** What `ref` or `source` means by a name; undefined when the project has no such thing. */
export function findNode(
  manifest: DbtManifest,
  name: string,
  source: string | undefined,
  inPackage?: string,
): DbtNode | undefined {
  const wanted = source === undefined ? name : `${source}.${name}`;
  const found = [...manifest.nodes.values()].filter(
    (node) =>
      node.name === wanted &&
      (source === undefined ? order.includes(node.type) : node.type === 'source') &&
      (!inPackage || node.package === inPackage),
  );
  // The project's own comes before one of a package.
  return found.find((node) => node.package === manifest.package) ?? found[0];
}

/** What a call in a template means: `package.name`, else the project's own, a package's, dbt's. */
export function findMacro(manifest: DbtManifest, called: string): DbtMacro | undefined {
  const [first = '', second] = called.split('.');
  const macros = [...manifest.macros.values()].filter(({ name }) => name === (second ?? first));
  if (second !== undefined) return macros.find((macro) => macro.package === first);
  return (
    macros.find((macro) => macro.package === manifest.package) ??
    macros.find((macro) => macro.package === 'dbt') ??
    macros[0]
  );
}

/** The node that a file of the project holds; the first of a YAML file. */
export function nodeInFile(manifest: DbtManifest, file: string): DbtNode | undefined {
  const here = [...manifest.nodes.values()].filter((node) => node.package === manifest.package && node.file === file);
  return here.find(({ type }) => type !== 'test' && type !== 'unit_test') ?? here[0];
}

/** The line, from 0, on which a file says a name: of a macro in SQL, of anything in YAML; the first one else. */
export function lineOfName(file: string, text: string, name: string): number {
  const last = (name.split('.').at(-1) ?? name).replace(/\W/g, '\\$&');
  const pattern = /\.ya?ml$/.test(file)
    ? new RegExp(`\\bname:\\s*['"]?${last}['"]?\\s*(#.*)?$`)
    : new RegExp(`\\{%-?\\s*(macro|test|materialization|snapshot)\\s+${last}\\b`);
  return Math.max(
    0,
    text.split('\n').findIndex((line) => pattern.test(line)),
  );
}

/** The line, from 0, on which a model's SQL makes a column: where it is named, else where it is first said. */
export function lineOfColumn(text: string, column: string): number {
  const word = column.replace(/\W/g, '\\$&');
  const lines = text.split('\n');
  const named = lines.findIndex((line) => new RegExp(`\\bas\\s+["'\`]?${word}\\b`, 'i').test(line));
  return Math.max(0, named >= 0 ? named : lines.findIndex((line) => new RegExp(`\\b${word}\\b`, 'i').test(line)));
}
